//! Ordinal's model: a deterministic simulation of the Kubernetes StatefulSet and the cluster around it.
//!
//! A [`Cluster`] takes [`Command`]s, those that people type among them, and lets time pass. What happens is written into a
//! [`journal`]. A [`Timeline`] keeps the inputs and goes to any instant; a [`scenario`] is inputs written down; a
//! [`scene`] is one instant as plain data to draw. Equal inputs give equal runs on every machine.
//!
//! Run a manifest, and see in which order its pods came up:
//!
//! ```
//! use ordinal_core::journal::{Entry, PodChange};
//! use ordinal_core::{Cluster, Command, Config, Time};
//!
//! let manifest = r#"
//! apiVersion: apps/v1
//! kind: StatefulSet
//! metadata: {name: web}
//! spec:
//!   serviceName: web
//!   replicas: 3
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec: {containers: [{name: nginx, image: "nginx:1.29"}]}
//! "#;
//! let mut cluster = Cluster::new(Config::default());
//! cluster.apply(&Command::File { name: "web.yaml".into(), content: manifest.into() });
//! let words = ["kubectl", "apply", "-f", "web.yaml"].map(String::from);
//! cluster.apply(&Command::Run { args: words.to_vec().into(), stdin: "".into() });
//! cluster.advance(Time(60_000));
//!
//! let mut order = Vec::new();
//! for record in cluster.take_journal() {
//!     if let Entry::Pod(pod, PodChange::Ready(true)) = record.entry {
//!         println!("{} {}", record.at, pod.name);
//!         order.push(pod.name.to_string());
//!     }
//! }
//! assert_eq!(order, ["web-0", "web-1", "web-2"]);
//! ```

mod api;
mod base64;
mod bootstrap;
mod controller;
mod dns;
mod events;
mod kubelet;
mod memory;
mod observe;
mod persist;
mod podstate;
mod queue;
mod rng;
mod scheduler;
mod shell;
mod sort;
mod world;

pub mod branches;
pub mod cluster;
pub mod command;
pub mod config;
pub mod decision;
pub mod error;
pub mod files;
pub mod inspect;
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

pub use branches::{Branch, BranchId, Branches};
pub use cluster::Cluster;
pub use command::Command;
pub use config::Config;
pub use scenario::Scenario;
pub use time::{Millis, Time};
pub use timeline::Timeline;
