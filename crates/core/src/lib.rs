//! Ordinal's model: a deterministic simulation of the Kubernetes StatefulSet and the cluster around it.

mod api;
mod bootstrap;
mod controller;
mod dns;
mod events;
mod kubelet;
mod observe;
mod podstate;
mod queue;
mod rng;
mod scheduler;
mod shell;
mod world;

pub mod cluster;
pub mod command;
pub mod config;
pub mod decision;
pub mod error;
pub mod files;
pub mod journal;
pub mod kubectl;
pub mod object;
pub mod patch;
pub mod process;
pub mod quantity;
pub mod revision;
pub mod scenario;
pub mod scene;
pub mod schema;
pub mod store;
pub mod time;
pub mod timeline;
pub mod validate;
pub mod yaml;

pub use cluster::Cluster;
pub use command::Command;
pub use config::Config;
pub use scenario::Scenario;
pub use time::{Millis, Time};
pub use timeline::Timeline;
