//! The HTTP server: `/metrics`, and an index page that links to it.

use crate::node_error::NodeError;
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tallymark::Exposition;
use tokio::net::TcpListener;

const INDEX: &str = "<!doctype html><title>node</title><a href=\"/metrics\">metrics</a>\n";

/// Listens on a port of the loopback address.
pub(crate) async fn listen(port: u16) -> Result<TcpListener, NodeError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(|source| NodeError::Listen { address, source })
}

/// Serves the metrics until the runtime shuts down.
pub(crate) async fn serve(listener: TcpListener, exposition: Exposition) -> std::io::Result<()> {
    let router = Router::new()
        .route("/", get(async || Html(INDEX)))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(exposition));
    axum::serve(listener, router).await
}

async fn metrics(State(exposition): State<Arc<Exposition>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, Exposition::TEXT_CONTENT_TYPE)], exposition.text())
}
