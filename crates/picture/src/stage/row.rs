//! One slot turned on its side: pod left, claim and disk right, for narrow places.

use super::card::{hatching, pod_group, pod_name, ready, restarts, restarts_width, sign, vacant, word};
use super::object::Env;
use super::slot::slot_group;
use super::{plate, storage};
use crate::node::{Attr, Sketch};
use crate::shape::{PathData, end, group, middle, path, rect, squeezed, text};
use crate::text::{Face, age, fitted, fitted_name, short, width};
use ordinal_core::scene::{ClaimScene, PodScene, SlotScene};

/// Where a row's content begins: the rail is left of it.
pub(crate) const ROW_LEFT: f64 = 28.0;
/// From one row's top to the next.
pub(crate) const ROW_PITCH: f64 = 96.0;
/// A row's height.
pub(crate) const ROW_HEIGHT: f64 = 84.0;

/// The widths of a row's parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RowParts {
    /// The card's width.
    pub card: f64,
    /// The claim's left edge.
    pub claim_left: f64,
    /// The claim's width.
    pub claim: f64,
    /// The whole back's width.
    pub back: f64,
}

impl RowParts {
    /// The parts of a row in a drawing of this width.
    pub(crate) fn new(width: f64, claims: bool) -> RowParts {
        let back = width - ROW_LEFT;
        let inner = back - 12.0;
        let card = if claims { (inner * 0.51).floor() } else { inner };
        RowParts { card, claim_left: card + 29.0, claim: inner - card - 29.0, back }
    }
}

/// A slot as a row, with its card's upper left corner at the origin.
pub(crate) fn row(slot: &SlotScene, attention: bool, parts: &RowParts, env: &Env) -> Sketch {
    let node = slot_group(slot, attention);
    let node = node.with(rect("back", (-6.0, -6.0, parts.back, ROW_HEIGHT), 12.0).class("slot-back"));
    let node = match &slot.pod {
        Some(pod) => node.with(card(pod, parts.card, env)),
        None => node.with(vacancy(slot, parts.card)),
    };
    let node =
        node.with_some(slot.dns.as_ref().map(|_| plate::plate(slot, (parts.card, 16.0), 9.5).at(0.0, 59.0)));
    node.with_all(storage(slot, parts, env))
}

fn card(pod: &PodScene, width: f64, env: &Env) -> Sketch {
    let right = width - 10.0;
    let hash = pod.revision.as_ref().map(|revision| String::from(short(&revision.hash)));
    let alive = age(env.at.since(pod.created));
    let node = pod.node.as_ref().map(|node| fitted(node, Face::Mono(10.0), right - 88.0));
    pod_group(pod, "pod fade", env)
        .with(rect("card", (0.0, 0.0, width, 56.0), 9.0).class("card"))
        .with_all(stripe(pod))
        .with_some(
            pod.unknown.then(|| path("hatch", hatching((7.0, 1.0, width - 2.0, 55.0), 8.0)).class("hatch")),
        )
        .with(group("sign").at(24.0, 20.0).with(sign(pod, 10.5, env)))
        .with(pod_name(pod, (42.0, 19.0), (14.0, "podname s"), right - 42.0 - 24.0 - restarts_width(pod)))
        .with_some(restarts(pod, (right - 25.0, 19.0)))
        .with(ready(pod, (right, 19.0)))
        .with(word(pod, (42.0, 34.0), width - 48.0, env))
        .with_some(hash.map(|hash| text("hash", (13.0, 49.0), hash).class("mono m10 rev-text")))
        .with(text("age", (50.0, 49.0), alive).class("mono m10 ink3"))
        .with_some(node.map(|node| end("node", (right, 49.0), node).class("mono m10 ink2")))
}

/// The revision's stripe at the card's left edge.
fn stripe(pod: &PodScene) -> Vec<Sketch> {
    let Some(revision) = &pod.revision else { return Vec::new() };
    let shape = "M5 1A9 9 0 0 0 0 9V47A9 9 0 0 0 5 55Z";
    let mut nodes = vec![path("stripe", shape).class("stripe")];
    if revision.number.is_multiple_of(2) {
        let slant = |data: PathData, index: u32| {
            data.add('M', &[0.0, 8.0 + 6.0 * f64::from(index)]).add('l', &[5.0, -5.0])
        };
        nodes.push(path("slants", (0..8).fold(PathData::default(), slant)).class("slants"));
    }
    nodes
}

fn vacancy(slot: &SlotScene, width: f64) -> Sketch {
    let class = if slot.wanted { "empty" } else { "empty ghost" };
    group("vacancy")
        .class("fade")
        .with(rect("place", (0.5, 0.5, width - 1.0, 55.0), 9.0).class(class))
        .with(middle("numeral", (26.0, 39.0), slot.ordinal).class("bignum s"))
        .with(
            text("since", (50.0, 33.0), fitted(&vacant(slot), Face::Sans(11.5), width - 56.0))
                .class("small ink2"),
        )
}

fn storage(slot: &SlotScene, parts: &RowParts, env: &Env) -> Vec<Sketch> {
    let Some(first) = slot.claims.first() else { return Vec::new() };
    let cable = plate::cable_across(first.mounted.is_some(), parts.claim_left - parts.card);
    let mut nodes = vec![cable.at(parts.card, 17.0)];
    let each = slot.claims.len().min(3);
    if each == 1 {
        nodes.extend(single(first, parts, env));
    } else {
        let claims = slot.claims.iter().take(3).enumerate();
        nodes.extend(claims.map(|(index, claim)| {
            storage::slim_claim(claim, parts.claim, 22.0, env).at(parts.claim_left, index as f64 * 25.0)
        }));
    }
    if slot.second_writer.is_some() {
        nodes.push(plate::warning(parts.claim_left - 13.0, 46.0).set(Attr::Class, "second-writer"));
    }
    nodes
}

fn single(claim: &ClaimScene, parts: &RowParts, env: &Env) -> Vec<Sketch> {
    let x = parts.claim_left;
    let word = crate::look::claim_word(claim.state);
    let room = parts.claim - 4.0 - 22.0 - 4.0;
    let owner = storage::owner_words(claim, room - width(word, Face::Sans(10.5)));
    let phase_room = room - storage::badge_width(&owner);
    let card = storage::claim_group(claim, env)
        .with(rect("card", (0.0, 0.0, parts.claim, 35.0), 8.0).class("card flat"))
        .with(
            text("name", (10.0, 14.0), fitted_name(&claim.name, Face::Mono(10.5), parts.claim - 16.0))
                .class("mono m105"),
        )
        .with(storage::phase(claim.state, 14.0, 25.0))
        .with(squeezed(
            text("phase", (22.0, 28.6), word).class("tiny state-text"),
            word,
            Face::Sans(10.5),
            phase_room,
        ))
        .with(storage::owner_badge(claim, &owner, parts.claim - 4.0, 17.0));
    let size = (parts.claim - 12.0, 37.0);
    let disk = match &claim.volume {
        Some(volume) => storage::flat_disk(volume, size, env),
        None => storage::no_flat_disk(size),
    };
    vec![card.at(x, 0.0), disk.at(x + 6.0, 38.0)]
}
