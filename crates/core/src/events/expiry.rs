//! When Event objects are to go: all are kept equally long, so in the order in which they were made, but for those that
//! were counted again meanwhile.

use crate::object::Uid;
use crate::persist::OrdMap;
use crate::time::Time;
use std::sync::Arc;

/// How many stand on a page.
const PAGE: usize = 256;

/// An Event object that is to go. They are ordered by when that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expiring {
    /// When it is to go.
    pub at: Time,
    /// The number that its name is made of.
    pub number: u64,
    /// The UID of what it is about.
    pub about: Uid,
}

/// All that are to go. Copies share what is on full pages.
#[derive(Clone, Debug, Default)]
pub struct Expiry {
    made: Vec<Arc<Vec<Expiring>>>,
    /// How many of the first page are gone.
    gone: usize,
    put_off: OrdMap<(Time, u64), Uid>,
}

impl Expiry {
    /// Notes one that was just made, and so goes after all that were noted before.
    pub fn note(&mut self, new: Expiring) {
        match self.made.last_mut() {
            Some(page) if page.len() < PAGE => Arc::make_mut(page).push(new),
            Some(_) | None => {
                let mut page = Vec::with_capacity(PAGE);
                page.push(new);
                self.made.push(Arc::new(page));
            }
        }
    }

    /// Notes one that is to go later than it was noted for.
    pub fn put_off(&mut self, later: Expiring) {
        self.put_off.insert((later.at, later.number), later.about);
    }

    /// Takes out what is to go first, if it is due.
    pub fn take_due(&mut self, now: Time) -> Option<Expiring> {
        let made = self.made.first().and_then(|page| page.get(self.gone)).copied();
        let put_off = self.put_off.first().map(|(&(at, number), &about)| Expiring { at, number, about });
        let next = made.into_iter().chain(put_off).min().filter(|next| next.at <= now)?;
        if made == Some(next) {
            self.pass();
        } else {
            self.put_off.remove(&(next.at, next.number));
        }
        Some(next)
    }

    /// Goes on to the next of those that were made.
    fn pass(&mut self) {
        self.gone += 1;
        if self.made.first().is_some_and(|page| page.len() == self.gone) {
            self.made.remove(0);
            self.gone = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expiring(at: u64) -> Expiring {
        Expiring { at: Time(at), number: at, about: Uid(0) }
    }

    fn due(expiry: &mut Expiry, now: u64) -> Vec<u64> {
        std::iter::from_fn(|| expiry.take_due(Time(now))).map(|expiring| expiring.at.0).collect()
    }

    #[test]
    fn what_was_made_goes_in_order_and_what_was_put_off_among_it() {
        let mut expiry = Expiry::default();
        (0..600).for_each(|at| expiry.note(expiring(2 * at)));
        assert_eq!(due(&mut expiry, 4), [0, 2, 4]);
        expiry.put_off(expiring(9));
        expiry.put_off(expiring(1_001));
        let mut copy = expiry.clone();
        assert_eq!(due(&mut expiry, 10), [6, 8, 9, 10]);
        assert_eq!(due(&mut expiry, 2_000).len(), 595);
        expiry.note(expiring(2_001));
        assert_eq!(due(&mut expiry, 3_000), [2_001]);
        assert_eq!(due(&mut copy, 1_000).len(), 499);
        assert_eq!(due(&mut copy, 1_002), [1_001, 1_002]);
    }
}
