use tallymark::Metrics;

macro_rules! metrics {
    ($field:ident: $ty:ty) => {
        #[derive(Debug, Metrics)]
        struct Net {
            /// Names that were seen.
            $field: $ty,
        }
    };
}

metrics!(names: Vec<String>);

fn main() {}
