//! A command that runs in a terminal: its number, and how it ended.

use serde::{Deserialize, Serialize};

/// The number of a command that was started: each has its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProcessId(pub u32);
