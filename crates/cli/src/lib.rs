//! Ordinal's command line as a library, so that its tests and others can call what the command calls.

pub mod animate;
pub mod cast;
pub mod command;
pub mod conform;
pub mod files;
pub mod measure;
pub mod narrate;
pub mod paint;
