//! The section "guilds": creation, dissolution and membership.

use super::{GuildOperation, GuildState, Outcome, buckets};
use std::time::Duration;
use tallymark::{Bounded, Counter, Gauge, Histogram, Metrics, Seconds};

/// Guilds: creation, dissolution, membership.
#[derive(Debug, Metrics)]
#[metrics(
    namespace = "execution",
    allow(unit_suffix, reason = "dashboards and alerts use the name")
)]
pub struct GuildMetrics {
    /// Guilds ever created (`active`) and dissolved, by state.
    ///
    /// Both series only go up: the number of current guilds is `active` minus `dissolved`.
    #[metric(labels(state))]
    pub guilds_total: Counter<GuildState>,

    /// Guild operations, by operation and outcome.
    #[metric(labels(operation, status))]
    pub guild_operations_total: Counter<(GuildOperation, Outcome)>,

    /// Members of each guild.
    #[metric(labels(guild_id))]
    pub guild_members: Gauge<Bounded<str, 1024>>,

    /// Time a guild operation took, by operation.
    #[metric(labels(operation), buckets = buckets::DURATION)]
    pub guild_operation_duration: Histogram<GuildOperation, Seconds>,
}

impl GuildMetrics {
    /// Records an attempt to create a guild, and how long the attempt took.
    pub fn record_created(&self, status: Outcome, duration: Duration) {
        self.record_operation(GuildOperation::Create, status, duration);
        if status == Outcome::Success {
            self.guilds_total(GuildState::Active).inc();
        }
    }

    /// Records that a guild was dissolved, and how long the dissolution took. The guild's series of
    /// `guild_members` stays until [`remove_members`](Self::remove_members) is called.
    pub fn record_dissolved(&self, duration: Duration) {
        self.guilds_total(GuildState::Dissolved).inc();
        self.record_operation(GuildOperation::Dissolve, Outcome::Success, duration);
    }

    /// Records an attempt to join a guild, and how long the attempt took. On success, the guild has
    /// one more member.
    pub fn record_member_join(&self, guild_id: &str, status: Outcome, duration: Duration) {
        self.record_operation(GuildOperation::Join, status, duration);
        if status == Outcome::Success {
            self.guild_members(guild_id).inc();
        }
    }

    /// Records that a member left a guild. The guild has one member less.
    pub fn record_member_leave(&self, guild_id: &str) {
        self.guild_operations_total(GuildOperation::Leave, Outcome::Success).inc();
        self.guild_members(guild_id).dec();
    }

    /// Removes a dissolved guild's series of `guild_members`, which makes room for another guild
    /// within the bound of 1024. Returns `false` if the guild has no such series.
    pub fn remove_members(&self, guild_id: &str) -> bool {
        self.guild_members.remove((guild_id,))
    }

    fn record_operation(&self, operation: GuildOperation, status: Outcome, duration: Duration) {
        self.guild_operations_total(operation, status).inc();
        self.guild_operation_duration(operation).observe(duration);
    }
}
