//! The verdict of a command that could run.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Everything matches the declaration.
    Matches,
    /// The command found a difference or a problem.
    Differs,
}

impl Verdict {
    pub(super) const fn from_matches(matches: bool) -> Self {
        if matches { Self::Matches } else { Self::Differs }
    }

    /// Returns the verdict of two commands: `Matches` only if both have it.
    pub(super) const fn and(self, other: Self) -> Self {
        match self {
            Self::Matches => other,
            Self::Differs => Self::Differs,
        }
    }
}
