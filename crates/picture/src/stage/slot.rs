//! One slot with everything in it: card, plate, cable, claims, disks.

use super::anatomy::Anatomy;
use super::card::{card, is_leaving, vacancy};
use super::grid::SLOT_PAD;
use super::object::Env;
use super::{plate, storage};
use crate::node::{Attr, Sketch};
use crate::shape::{group, rect};
use ordinal_core::scene::{ClaimScene, SlotScene};

/// A slot's group, without anything in it yet.
pub(crate) fn slot_group(slot: &SlotScene, attention: bool) -> Sketch {
    group(("slot", u64::from(slot.ordinal)))
        .class(slot_class(slot, attention))
        .set(Attr::Ordinal, slot.ordinal)
}

fn slot_class(slot: &SlotScene, attention: bool) -> &'static str {
    match (attention, slot.wanted, &slot.pod) {
        (true, true, _) => "slot attended fade",
        (true, false, Some(_)) => "slot attended condemned fade",
        (true, false, None) => "slot attended ghost fade",
        (false, true, _) => "slot fade",
        (false, false, Some(pod)) if is_leaving(pod) => "slot condemned leaving fade",
        (false, false, Some(_)) => "slot condemned fade",
        (false, false, None) => "slot ghost fade",
    }
}

/// A slot, with its card's upper left corner at the origin.
pub(crate) fn slot(slot: &SlotScene, attention: bool, anatomy: &Anatomy, env: &Env) -> Sketch {
    let back = (-SLOT_PAD, -8.0, anatomy.width + 2.0 * SLOT_PAD, anatomy.height() + 8.0);
    let node = slot_group(slot, attention).with(rect("back", back, 14.0).class("slot-back"));
    let node = match &slot.pod {
        Some(pod) => node.with(card(pod, anatomy, env)),
        None => node.with(vacancy(slot, anatomy)),
    };
    let node = node.with_some(anatomy.plate.then(|| name_plate(slot, anatomy)));
    node.with_all(wiring(slot, anatomy)).with_all(claims(slot, anatomy, env))
}

fn name_plate(slot: &SlotScene, anatomy: &Anatomy) -> Sketch {
    let size = (anatomy.width, anatomy.plate_height());
    plate::plate(slot, size, if anatomy.slim { 9.5 } else { 10.0 }).at(0.0, anatomy.plate_top())
}

/// The cable and, if there is one, the second writer's.
fn wiring(slot: &SlotScene, anatomy: &Anatomy) -> Vec<Sketch> {
    let Some(first) = slot.claims.first() else { return Vec::new() };
    let cable = plate::cable_down(first.mounted.is_some(), anatomy.cable());
    let mut nodes = vec![cable.at(anatomy.width / 2.0, anatomy.cable_top())];
    if let Some(writer) = &slot.second_writer {
        nodes.push(plate::second_writer(writer, anatomy).at(0.0, anatomy.cable_top()));
    }
    nodes
}

fn claims(slot: &SlotScene, anatomy: &Anatomy, env: &Env) -> Vec<Sketch> {
    let each = slot.claims.iter().enumerate();
    each.flat_map(|(index, claim)| {
        if anatomy.stacked() { stacked(claim, index, anatomy, env) } else { single(claim, anatomy, env) }
    })
    .collect()
}

/// A claim above its disk.
fn single(claim: &ClaimScene, anatomy: &Anatomy, env: &Env) -> Vec<Sketch> {
    let (top, disk_top) = (anatomy.claim_top(0), anatomy.disk_top());
    let size = (anatomy.width, anatomy.disk());
    let card = if anatomy.slim {
        storage::slim_claim(claim, anatomy.width, anatomy.claim(), env)
    } else {
        storage::claim(claim, anatomy.width, env)
    };
    let neck = storage::neck(
        0,
        anatomy.width / 2.0,
        top + anatomy.claim(),
        disk_top + if claim.volume.is_some() { 8.0 } else { 0.0 },
    );
    let disk = match &claim.volume {
        Some(volume) => storage::disk(volume, size, env),
        None => storage::no_disk(claim.state, size),
    };
    vec![card.at(0.0, top), neck, disk.at(0.0, disk_top)]
}

/// A claim with its disk in it, and what holds it to the claim above.
fn stacked(claim: &ClaimScene, index: usize, anatomy: &Anatomy, env: &Env) -> Vec<Sketch> {
    let top = anatomy.claim_top(index);
    let card = if anatomy.slim {
        storage::slim_claim(claim, anatomy.width, anatomy.claim(), env)
    } else {
        storage::claim_with_disk(claim, anatomy.width, env)
    };
    let mut nodes = Vec::new();
    if index > 0 {
        nodes.push(storage::neck(index, anatomy.width / 2.0, top - 6.0, top));
    }
    nodes.push(card.at(0.0, top));
    nodes
}
