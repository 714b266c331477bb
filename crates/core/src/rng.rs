//! The one source of randomness: seeded, so that equal seeds give equal runs.

use crate::object::scramble;

/// A splitmix64 generator.
#[derive(Clone, Debug)]
pub struct Rng {
    state: u64,
}

/// The alphabet of generated names (`apimachinery/pkg/util/rand`): no vowels, so that no words come out.
const ALPHABET: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";

impl Rng {
    /// A generator for a seed.
    pub fn new(seed: u64) -> Rng {
        Rng { state: scramble(seed) }
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scramble(self.state)
    }

    /// A number below `bound`; 0 where the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // The bias of the remainder is far below what anybody could see for bounds as small as here.
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap_or(0)
    }

    /// A random suffix of five letters, as generated names have.
    pub fn suffix(&mut self) -> String {
        (0..5).map(|_| char::from(ALPHABET[self.below(ALPHABET.len())])).collect()
    }
}
