//! Ordinal's model: a deterministic simulation of the Kubernetes StatefulSet and the cluster around it.

pub mod scene;
pub mod time;
pub mod validate;
pub mod yaml;
pub mod schema;
pub mod revision;
pub mod quantity;

pub use time::{Millis, Time};
