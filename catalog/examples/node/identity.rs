//! Who signs: executors, witnesses, members of guilds.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// Somebody with a key. Keys come from the node's seed, which makes runs alike and secrets none.
pub(crate) struct Identity {
    key: SigningKey,
}

impl Identity {
    pub(crate) fn new(rng: &mut fastrand::Rng) -> Self {
        let mut secret = [0; ed25519_dalek::SECRET_KEY_LENGTH];
        rng.fill(&mut secret);
        Self { key: SigningKey::from_bytes(&secret) }
    }

    pub(crate) fn public_key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        self.key.sign(message)
    }
}
