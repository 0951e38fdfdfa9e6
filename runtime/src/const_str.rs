//! Text built at compile time: the messages of assertions, and help that is computed.

/// A string of at most `N` bytes.
#[derive(Clone, Copy, Debug)]
pub struct ConstStr<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Default for ConstStr<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> ConstStr<N> {
    /// Creates an empty string.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: [0; N], len: 0 }
    }

    /// Appends `text`, cut off at `N` bytes.
    #[must_use]
    pub const fn str(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut index = 0;
        while index < bytes.len() && self.len < N {
            self.bytes[self.len] = bytes[index];
            self.len += 1;
            index += 1;
        }
        self
    }

    /// Appends a byte, unless the text already has `N` bytes.
    pub(crate) const fn push(&mut self, byte: u8) {
        if self.len < N {
            self.bytes[self.len] = byte;
            self.len += 1;
        }
    }

    /// Appends a number in decimal.
    #[must_use]
    pub const fn number(self, number: usize) -> Self {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let text = if number >= 10 { self.number(number / 10) } else { self };
        text.str(DIGITS[number % 10])
    }

    pub(crate) const fn as_bytes(&self) -> &[u8] {
        self.bytes.split_at(self.len).0
    }

    /// Returns the text.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match str::from_utf8(self.as_bytes()) {
            Ok(text) => text,
            Err(_) => "the message was cut off within a character",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ConstStr;

    #[test]
    fn appends_text_and_numbers() {
        const TEXT: ConstStr<32> = ConstStr::new().str("bound ").number(120).str(" of ").number(0);
        assert_eq!(TEXT.as_str(), "bound 120 of 0");
    }

    #[test]
    fn cuts_off_text_beyond_the_capacity() {
        assert_eq!(ConstStr::<3>::new().str("abcd").as_str(), "abc");
    }
}
