//! HTTP within limits: how much a request may hold, how long it may take, how many at a time.

use super::docket::Docket;
use super::door::{Answer, Door, Refusal, Visit};
use super::routes::{self, Page};
use crate::report::review::refusal_page;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};

const CONNECTIONS_MAX: usize = 64;
const HEAD_BYTES_MAX: usize = 16 * 1024;
const HEADERS_MAX: usize = 64;
const BODY_BYTES_MAX: usize = 64 * 1024;
/// For the head of a request, and again for its body.
const REQUEST_SECONDS_MAX: Duration = Duration::from_secs(10);
/// For all requests of one connection; whoever wants more opens another.
const CONNECTION_SECONDS_MAX: Duration = Duration::from_secs(600);
/// The last answer goes out before the desk closes.
const LAST_ANSWER: Duration = Duration::from_millis(300);
/// Decisions that are being written down are written.
const LAST_WRITES: Duration = Duration::from_secs(10);

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By the page's button.
    Stopped,
    /// By Ctrl-C or a signal that asks to end.
    Interrupted,
}

/// What a desk serves at.
pub struct Place {
    pub docket: Arc<Docket>,
    pub door: Arc<Door>,
    pub end: mpsc::Sender<Ending>,
}

/// Serves until somebody ends it.
///
/// # Errors
/// The system gives no sockets or no clock.
pub fn serve(listener: TcpListener, docket: Arc<Docket>, door: Arc<Door>) -> io::Result<Ending> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(8)
        .build()?;
    let ending = runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (end, mut ended) = mpsc::channel(4);
        tokio::spawn(interrupts(end.clone()));
        #[cfg(unix)]
        tokio::spawn(terminations(end.clone()));
        let place = Arc::new(Place { docket, door, end });
        tokio::spawn(accept(listener, place));
        Ok(ended.recv().await.unwrap_or(Ending::Interrupted))
    });
    runtime.shutdown_timeout(LAST_WRITES);
    ending
}

async fn interrupts(end: mpsc::Sender<Ending>) {
    if tokio::signal::ctrl_c().await.is_ok() {
        // Whoever hears it has ended already.
        let _ = end.send(Ending::Interrupted).await;
    }
}

#[cfg(unix)]
async fn terminations(end: mpsc::Sender<Ending>) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut signals) = signal(SignalKind::terminate()) else {
        return;
    };
    if signals.recv().await.is_some() {
        let _ = end.send(Ending::Interrupted).await;
    }
}

async fn accept(listener: tokio::net::TcpListener, place: Arc<Place>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(seat) = room.clone().acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, or a caller that hung up: neither ends the desk.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let place = place.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let place = place.clone();
                async move { Ok::<_, Infallible>(answer(&place, request).await) }
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(REQUEST_SECONDS_MAX)
                .max_buf_size(HEAD_BYTES_MAX)
                .max_headers(HEADERS_MAX)
                .serve_connection(TokioIo::new(stream), service);
            // A connection that breaks concerns its caller alone.
            let _ = tokio::time::timeout(CONNECTION_SECONDS_MAX, connection).await;
            drop(seat);
        });
    }
}

async fn answer(place: &Arc<Place>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let changes = match *request.method() {
        Method::GET => false,
        Method::POST => true,
        _ => return dressed(Page::html(405, String::new())),
    };
    let path = request.uri().path().to_string();
    let query = request.uri().query().unwrap_or_default().to_string();
    let said = |name: HeaderName| said(request.headers(), name);
    let visit = Visit {
        changes,
        path: &path,
        query: &query,
        host: said(header::HOST),
        origin: said(header::ORIGIN),
        site: said(HeaderName::from_static("sec-fetch-site")),
        cookie: said(header::COOKIE),
    };
    let rest = match place.door.ask(&visit) {
        Answer::Inside(rest) => rest.to_string(),
        Answer::Admitted { cookie, to } => return admitted(&cookie, &to),
        Answer::Refused(refusal) => return refused(refusal),
    };
    let body = match changes {
        false => Bytes::new(),
        true => match body_of(request).await {
            Ok(body) => body,
            Err(status) => return dressed(Page::html(status, String::new())),
        },
    };
    let docket = place.docket.clone();
    let made = tokio::task::spawn_blocking(move || match changes {
        true => routes::act(&docket, &rest, &body),
        false => routes::show(&docket, &rest, &query),
    });
    let page = made
        .await
        .unwrap_or_else(|_| Page::html(500, String::new()));
    if page.is_last {
        let end = place.end.clone();
        tokio::spawn(async move {
            tokio::time::sleep(LAST_ANSWER).await;
            let _ = end.send(Ending::Stopped).await;
        });
    }
    dressed(page)
}

/// A header that is said once; one said twice says nothing.
fn said(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    match values.next() {
        Some(_) => Some(""),
        None => Some(first.to_str().unwrap_or_default()),
    }
}

async fn body_of(request: Request<Incoming>) -> Result<Bytes, u16> {
    let kind = said(request.headers(), header::CONTENT_TYPE).unwrap_or_default();
    if kind != "application/json" {
        return Err(415);
    }
    let body = Limited::new(request.into_body(), BODY_BYTES_MAX).collect();
    match tokio::time::timeout(REQUEST_SECONDS_MAX, body).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(_)) => Err(413),
        Err(_) => Err(408),
    }
}

fn admitted(cookie: &str, to: &str) -> Response<Full<Bytes>> {
    let mut response = dressed(Page::html(303, String::new()));
    for (name, value) in [(header::SET_COOKIE, cookie), (header::LOCATION, to)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn refused(refusal: Refusal) -> Response<Full<Bytes>> {
    let page = refusal_page(&refusal.title(), &Refusal::help());
    dressed(Page::html(refusal.status(), page))
}

/// With the headers that keep a browser from doing more than showing this page.
fn dressed(page: Page) -> Response<Full<Bytes>> {
    const HEADERS: [(HeaderName, &str); 8] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        ),
    ];
    let mut response = Response::new(Full::new(Bytes::from(page.body)));
    *response.status_mut() = StatusCode::from_u16(page.status).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(page.kind));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
