//! Ordinal's model: a deterministic simulation of the Kubernetes StatefulSet and the cluster around it.

pub mod scene;
pub mod time;

pub use time::{Millis, Time};
