//! SHA-256 digests: of inputs for the manifest, of what names an entry.

use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Lower-case hex SHA-256 of the bytes.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The SHA-256 of all that a reader gives, and how many bytes that was; no more than a part of them
/// is held.
pub fn sha256_of(mut reader: impl Read) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let mut part = vec![0; 1 << 18];
    let mut length = 0;
    loop {
        match reader.read(&mut part) {
            Ok(0) => return Ok((hex(&hasher.finalize()), length)),
            Ok(read) => {
                hasher.update(&part[..read]);
                length += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_the_published_ones() {
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let long = vec![7; 1_000_000];
        let read = sha256_of(long.as_slice()).unwrap();
        assert_eq!(read, (sha256_hex(&long), 1_000_000));
    }
}
