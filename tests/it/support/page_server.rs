//! A server of one page.

use measures::Exposition;
use std::io::{Read, Write};
use std::net::TcpListener;

/// Serves for ever. Each request calls `page` for the text. Returns the address.
pub(crate) fn serve(mut page: impl FnMut() -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let _ = stream.read(&mut [0; 4096]).expect("a request");
            let page = page();
            let content_type = Exposition::TEXT_CONTENT_TYPE;
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
                 Connection: close\r\n\r\n",
                page.len()
            );
            // The server may have been killed meanwhile.
            let _ = stream.write_all((head + &page).as_bytes());
        }
    });
    address
}
