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
    /// Both only go up: the guilds that exist now are `active` minus `dissolved`.
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
    /// Records that a guild was created, or could not be.
    pub fn record_created(&self, status: Outcome, duration: Duration) {
        self.record_operation(GuildOperation::Create, status, duration);
        if status == Outcome::Success {
            self.guilds_total(GuildState::Active).inc();
        }
    }

    /// Records that a guild was dissolved. Its members' series stays until
    /// [`remove_members`](Self::remove_members).
    pub fn record_dissolved(&self, duration: Duration) {
        self.guilds_total(GuildState::Dissolved).inc();
        self.record_operation(GuildOperation::Dissolve, Outcome::Success, duration);
    }

    /// Records that a member joined a guild, or could not.
    pub fn record_member_join(&self, guild_id: &str, status: Outcome, duration: Duration) {
        self.record_operation(GuildOperation::Join, status, duration);
        if status == Outcome::Success {
            self.guild_members(guild_id).inc();
        }
    }

    /// Records that a member left a guild.
    pub fn record_member_leave(&self, guild_id: &str) {
        self.guild_operations_total(GuildOperation::Leave, Outcome::Success).inc();
        self.guild_members(guild_id).dec();
    }

    /// Removes the members' series of a dissolved guild; `false` if it has none. Other guilds may
    /// then take its place within the bound.
    pub fn remove_members(&self, guild_id: &str) -> bool {
        self.guild_members.remove((guild_id,))
    }

    fn record_operation(&self, operation: GuildOperation, status: Outcome, duration: Duration) {
        self.guild_operations_total(operation, status).inc();
        self.guild_operation_duration(operation).observe(duration);
    }
}
