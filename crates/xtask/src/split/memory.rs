//! What a first module brings into memory: everything but the constants it can do without.

use std::ops::Range;

use wasm_encoder::{ConstExpr, DataSection};

use super::constants::Address;
use super::module::Module;

/// The memory without these places: zeros are there, which wasm-opt drops.
pub fn without(module: &Module, unused: &[Range<Address>]) -> DataSection {
    let mut data = DataSection::new();
    for (base, bytes) in &module.memory {
        let mut bytes = bytes.to_vec();
        for piece in clipped(unused, *base, bytes.len()) {
            bytes[piece].fill(0);
        }
        data.active(0, &ConstExpr::i32_const(base.cast_signed()), bytes);
    }
    data
}

/// The parts of some places that are in a segment, as parts of its bytes.
fn clipped(places: &[Range<Address>], base: Address, length: usize) -> impl Iterator<Item = Range<usize>> {
    let inside = move |place: &Range<Address>| {
        let within = |address: Address| (address.saturating_sub(base) as usize).min(length);
        within(place.start)..within(place.end)
    };
    places.iter().map(inside).filter(|piece| !piece.is_empty())
}
