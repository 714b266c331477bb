//! What the tests of the laws share: random acts on a small cluster, and the watch over what comes of them.

pub mod acts;
pub mod watch;
