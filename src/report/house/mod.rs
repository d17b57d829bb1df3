//! The look and the shared script of every page hedui shows, and the policy that lets nothing else
//! apply: each style and script is named by its digest.

use base64::Engine;
use sha2::{Digest, Sha256};

/// Tokens, type, controls and two records side by side; a page adds its own after it.
pub const STYLE: &str = include_str!("house.css");

/// Defines `house`: elements, both languages, marked differences, weights drawn, switches. A page
/// that uses it carries `data-lang` on its root, shows [`SWITCHES`] and calls `house.begin()`.
pub const SCRIPT: &str = include_str!("house.js");

/// Buttons for language and theme.
pub const SWITCHES: &str = include_str!("switches.html");

/// A content-security policy under which only these inline texts apply and nothing is fetched but
/// from `connect` (`'none'` or `'self'`).
pub fn policy(style: &str, script: &str, connect: &str) -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; connect-src {connect}; \
         base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'",
        source_digest(style),
        source_digest(script)
    )
}

/// How a policy names an inline text.
fn source_digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let digest = base64::engine::general_purpose::STANDARD.encode(digest);
    format!("sha256-{digest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_named_as_browsers_name_it() {
        let named = source_digest("abc");
        assert_eq!(named, "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn nothing_in_the_shared_texts_ends_them_early_or_makes_markup_of_text() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</") && !text.contains('\r'));
        }
        for way in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ] {
            assert!(!SCRIPT.contains(way), "{way}");
        }
    }
}
