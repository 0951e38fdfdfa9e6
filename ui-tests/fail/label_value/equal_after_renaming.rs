use tallymark::LabelValue;

#[derive(Clone, Copy, LabelValue)]
#[label(rename_all = "lowercase")]
enum Server {
    HTTPServer,
    Other,
    HttpServer,
    Httpserver,
}

fn main() {}
