//! Ed25519 keys of executors, witnesses and guild candidates.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// A key pair that signs receipts or applications. The key comes from the node's seed, so runs
/// with the same seed have the same keys, and the keys are not secret.
pub(crate) struct KeyPair {
    key: SigningKey,
}

impl KeyPair {
    pub(crate) fn generate(rng: &mut fastrand::Rng) -> Self {
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
