//! The registrar of guilds: founds a guild on a charter, admits members by signed application, and
//! dissolves guilds that lose their quorum or do not reach it in time.

use crate::digest::Digest;
use crate::expected_totals::ExpectedTotals;
use crate::failure::{Failure, ok_or_record};
use crate::faulty_link::FaultyLink;
use crate::key_pair::KeyPair;
use crate::manifest::{self, GuildManifest};
use crate::metrics::{EXECUTION, byte_count, outcome};
use crate::resource_meter::ResourceMeter;
use crate::storage::Storage;
use crate::ticker::Ticker;
use ed25519_dalek::VerifyingKey;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::{Component, ErrorType, TimeoutOperation};

const TICK: Duration = Duration::from_millis(40);

/// Most guilds that may exist at the same time.
const MAX_GUILDS: usize = 6;

/// Most members of a guild.
const MAX_MEMBERS: usize = 6;

/// Time in which a new guild must reach its quorum.
const FORMATION_LIMIT: Duration = Duration::from_millis(1_200);

/// Candidates who apply to guilds.
const CANDIDATES: usize = 16;

/// One application in this many is damaged on its way.
const DAMAGED_APPLICATIONS: u32 = 7;

/// Keeps the register of guilds.
pub(crate) struct GuildRegistrar {
    storage: Arc<Storage>,
    guilds: Vec<Guild>,
    /// Number of the last guild id. Failed attempts to found a guild use up an id too.
    last_id: u32,
    candidates: Vec<KeyPair>,
    rng: fastrand::Rng,
    application_link: FaultyLink,
    totals: ExpectedTotals,
}

struct Guild {
    id: String,
    /// Digest of the stored charter.
    charter: Digest,
    quorum: usize,
    members: Vec<VerifyingKey>,
    founded: Instant,
    /// True once the guild has reached its quorum.
    formed: bool,
}

impl GuildRegistrar {
    pub(crate) fn new(storage: &Arc<Storage>, mut rng: fastrand::Rng) -> Self {
        Self {
            storage: Arc::clone(storage),
            guilds: Vec::new(),
            last_id: 0,
            candidates: (0..CANDIDATES).map(|_| KeyPair::generate(&mut rng)).collect(),
            application_link: FaultyLink::new(rng.fork(), DAMAGED_APPLICATIONS),
            rng,
            totals: ExpectedTotals::default(),
        }
    }

    /// Performs one random operation per tick until the ticker is stopped.
    pub(crate) fn run(mut self, ticker: &Ticker) -> ExpectedTotals {
        while ticker.wait(TICK) {
            self.dissolve_late_guilds();
            match self.rng.u32(..20) {
                0..3 => self.found(),
                3..14 => self.join(),
                14..19 => self.leave(),
                _ => self.dissolve_random(),
            }
        }
        self.totals
    }

    fn found(&mut self) {
        let start = Instant::now();
        let result = self.try_found();
        let status = outcome(&result);
        EXECUTION.guilds.record_created(status, start.elapsed());
        if let Some(guild) = ok_or_record(result, &mut self.totals) {
            self.guilds.push(guild);
            self.totals.guilds_created += 1;
        }
    }

    fn try_found(&mut self) -> Result<Guild, Failure> {
        if self.guilds.len() >= MAX_GUILDS {
            return Err(limit_reached());
        }
        let meter = ResourceMeter::start();
        self.last_id += 1;
        let id = format!("guild-{:03}", self.last_id);
        let charter = GuildManifest {
            guild: id.clone(),
            // Sometimes one more than a guild can have, which makes the charter invalid.
            quorum: self.rng.usize(2..=MAX_MEMBERS + 1),
            max_members: MAX_MEMBERS,
        };
        let (digest, text) = manifest::create(&charter, &mut self.totals)?;
        let size = byte_count(text.len());
        self.storage.manifests.put(digest.clone(), text);
        let loaded = manifest::load::<GuildManifest>(&self.storage.manifests, &digest)
            .inspect_err(|_| self.storage.manifests.remove(&digest))?;
        meter.record(Component::Guild, size);
        Ok(Guild {
            id,
            charter: digest,
            quorum: loaded.quorum,
            members: Vec::new(),
            founded: Instant::now(),
            formed: false,
        })
    }

    /// Lets a random candidate apply to a random guild.
    fn join(&mut self) {
        let Some(guild) = self.rng.choice(&mut self.guilds) else {
            return;
        };
        let Some(candidate) = self.rng.choice(&self.candidates) else {
            return;
        };
        let mut application = format!("let me join {}", guild.id).into_bytes();
        let signature = candidate.sign(&application);
        let key = candidate.public_key();
        self.application_link.transmit(&mut application);

        let start = Instant::now();
        let meter = ResourceMeter::start();
        let result = key
            .verify_strict(&application, &signature)
            .map_err(|_| Failure::Validation(Component::Guild, ErrorType::Signature))
            .and_then(|()| guild.admit(key));
        meter.record(Component::Guild, byte_count(application.len()));
        let status = outcome(&result);
        EXECUTION.guilds.record_member_join(&guild.id, status, start.elapsed());
        ok_or_record(result, &mut self.totals);
    }

    /// Removes a random member from a random guild. If the guild loses its quorum by that, the
    /// guild is dissolved.
    fn leave(&mut self) {
        let with_members: Vec<usize> = (0..self.guilds.len())
            .filter(|&index| !self.guilds[index].members.is_empty())
            .collect();
        let Some(index) = self.rng.choice(with_members) else {
            return;
        };
        let guild = &mut self.guilds[index];
        guild.members.swap_remove(self.rng.usize(..guild.members.len()));
        EXECUTION.guilds.record_member_leave(&guild.id);
        if guild.formed && guild.members.len() < guild.quorum {
            self.dissolve(index);
        }
    }

    /// Dissolves guilds that did not reach their quorum in time.
    fn dissolve_late_guilds(&mut self) {
        while let Some(index) = self.guilds.iter().position(Guild::is_late) {
            let timeout = Failure::Timeout(Component::Guild, TimeoutOperation::GuildFormation);
            timeout.record(&mut self.totals);
            self.dissolve(index);
        }
    }

    fn dissolve_random(&mut self) {
        if let Some(index) = self.rng.choice(0..self.guilds.len()) {
            self.dissolve(index);
        }
    }

    fn dissolve(&mut self, index: usize) {
        let start = Instant::now();
        let guild = self.guilds.swap_remove(index);
        self.storage.manifests.remove(&guild.charter);
        EXECUTION.guilds.remove_members(&guild.id);
        EXECUTION.guilds.record_dissolved(start.elapsed());
        self.totals.guilds_dissolved += 1;
    }
}

impl Guild {
    fn admit(&mut self, member: VerifyingKey) -> Result<(), Failure> {
        if self.members.contains(&member) {
            return Err(Failure::Validation(Component::Guild, ErrorType::InvalidInput));
        }
        if self.members.len() >= MAX_MEMBERS {
            return Err(limit_reached());
        }
        self.members.push(member);
        self.formed |= self.members.len() >= self.quorum;
        Ok(())
    }

    fn is_late(&self) -> bool {
        !self.formed && self.founded.elapsed() > FORMATION_LIMIT
    }
}

fn limit_reached() -> Failure {
    Failure::Execution(Component::Guild, ErrorType::ResourceExhausted)
}
