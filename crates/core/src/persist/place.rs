//! Where keys stand among each other: a number, so that most of them are told apart without a look at their texts.

use crate::files::Disk;
use crate::object::{Key, Uid};
use crate::process::ProcessId;
use crate::time::Time;
use std::sync::Arc;

/// A key of a map.
pub trait Place: Ord {
    /// Its place: keys that are equal have the same. Maps are ordered by it first, by the keys' own order second.
    fn place(&self) -> u64;
}

macro_rules! numbers {
    ($($type:ty, $number:expr;)*) => {$(
        impl Place for $type {
            fn place(&self) -> u64 {
                let number: fn(&$type) -> u64 = $number;
                number(self)
            }
        }
    )*};
}

numbers! {
    u32, |n| u64::from(*n);
    u64, |n| *n;
    Uid, |uid| uid.0;
    Time, |time| time.0;
    ProcessId, |process| u64::from(process.0);
    Key, |key| key.place();
    Disk, |disk| match disk { Disk::Volume(uid) | Disk::Root(uid) => uid.0 };
    Arc<str>, |text| text.as_ref().place();
}

impl Place for str {
    /// Its first eight bytes: so texts stand in their own order.
    fn place(&self) -> u64 {
        let mut first = [0; 8];
        let length = self.len().min(8);
        first[..length].copy_from_slice(&self.as_bytes()[..length]);
        u64::from_be_bytes(first)
    }
}

impl<A: Place, B: Ord> Place for (A, B) {
    fn place(&self) -> u64 {
        self.0.place()
    }
}
