//! A claim with its phase and owner, and its volume as a disk that shows a little of what is stored on it.

use super::object::{Env, Identity};
use super::plate::warning;
use crate::look::{claim_class, claim_label, claim_word, volume_class, volume_word};
use crate::node::{Attr, Key, Sketch};
use crate::shape::{PathData, circle, ellipse, end, group, line, middle, path, rect, squeezed, text};
use crate::text::{self, Face, age, fitted, fitted_name, join};
use ordinal_core::scene::{ClaimScene, ClaimState, VolumeScene};

/// A claim's group with the contract's data and nothing drawn in it yet.
pub(crate) fn claim_group(claim: &ClaimScene, env: &Env) -> Sketch {
    let identity = Identity { kind: "PersistentVolumeClaim", namespace: &claim.namespace, name: &claim.name };
    let class = env.class(&["claim fade", claim_class(claim.state)], &identity);
    let node = group(Key::Named("claim", claim.name.clone())).class(class);
    let node = env.object(node, &identity, claim_word(claim.state), claim_label(claim));
    node.set_some(Attr::Mounted, claim.mounted.as_ref())
}

/// A volume's group with the contract's data and nothing drawn in it yet.
pub(crate) fn volume_group(volume: &VolumeScene, env: &Env) -> Sketch {
    let identity = Identity { kind: "PersistentVolume", namespace: "", name: &volume.name };
    let damaged = if volume.damaged { " damaged" } else { "" };
    let class = env.class(&[&join(&["volume fade", damaged]), volume_class(volume.state)], &identity);
    let node = group(Key::Named("volume", volume.name.clone())).class(class);
    env.object(node, &identity, volume_word(volume.state), volume_label(volume))
}

fn volume_label(volume: &VolumeScene) -> String {
    let mut label =
        join(&["PersistentVolume ", &volume.name, ", ", volume_word(volume.state), ", ", &volume.capacity]);
    if let Some(node) = &volume.node {
        label.push_str(&join(&[", only on ", node]));
    }
    if let Some(file) = volume.files.first() {
        label.push_str(&join(&[", file ", &file.path, ": ", &file.preview]));
    }
    if volume.damaged {
        label.push_str(", may be damaged: two containers may have written at once");
    }
    label
}

/// A claim's card: name, phase, owner.
pub(crate) fn claim(claim: &ClaimScene, width: f64, env: &Env) -> Sketch {
    let word = claim_word(claim.state);
    let room = width - 9.0 - 24.0 - 4.0;
    let owner = owner_words(claim, room - text::width(word, Face::Sans(11.5)));
    let phase_room = room - badge_width(&owner);
    claim_group(claim, env)
        .with(rect("card", (0.0, 0.0, width, 44.0), 8.0).class("card flat"))
        .with(
            text("name", (12.0, 18.0), fitted_name(&claim.name, Face::Mono(11.5), width - 22.0))
                .class("mono m115"),
        )
        .with(phase(claim.state, 15.8, 31.5))
        .with(squeezed(
            text("phase", (24.0, 35.3), word).class("small state-text"),
            word,
            Face::Sans(11.5),
            phase_room,
        ))
        .with(owner_badge(claim, &owner, width - 9.0, 23.0))
}

/// A claim's card in small: name and phase.
pub(crate) fn slim_claim(claim: &ClaimScene, width: f64, height: f64, env: &Env) -> Sketch {
    let name = fitted_name(&claim.name, Face::Mono(10.0), width - 32.0);
    claim_group(claim, env)
        .with(rect("card", (0.0, 0.0, width, height), 6.0).class("card flat"))
        .with(text("name", (10.0, height / 2.0 + 3.6), name).class("mono m10"))
        .with(phase(claim.state, width - 13.0, height / 2.0))
}

/// A claim's card with its volume in it, for slots with several.
pub(crate) fn claim_with_disk(claim: &ClaimScene, width: f64, env: &Env) -> Sketch {
    let word = claim_word(claim.state);
    let disk = claim.volume.as_ref().map(|volume| small_disk(volume, (width - 25.0, 24.0), env));
    let room = width - 12.0 - 46.0;
    claim_group(claim, env)
        .with(rect("card", (0.0, 0.0, width, 48.0), 8.0).class("card flat"))
        .with(text("name", (12.0, 20.0), fitted_name(&claim.name, Face::Mono(10.5), room)).class("mono m105"))
        .with(phase(claim.state, 15.8, 34.0))
        .with(squeezed(
            text("phase", (24.0, 37.8), word).class("small state-text"),
            word,
            Face::Sans(11.5),
            room - 12.0,
        ))
        .with_some(disk)
}

/// The sign of a claim's phase: a dot, a dashed ring, a minus, a cross.
pub(crate) fn phase(state: ClaimState, x: f64, y: f64) -> Sketch {
    let sign = group(("phase-sign", state as u64)).class("glyph fade").at(x, y);
    match state {
        ClaimState::Bound => sign.with(circle("dot", 0.0, 0.0, 3.2).class("g-fill")),
        ClaimState::Pending => sign.with(circle("ring", 0.0, 0.0, 3.8).class("g-line thin g-dashes s")),
        ClaimState::Terminating => sign
            .with(circle("ring", 0.0, 0.0, 4.2).class("g-line thin"))
            .with(path("minus", "M-2 0h4").class("g-line thin")),
        ClaimState::Lost => sign.with(path("cross", "M-3-3L3 3M3-3L-3 3").class("g-line")),
    }
}

/// What a claim's badge says where nobody owns it.
const NO_OWNER: &str = "no owner";

/// Who owns the claim, in about as much room as there is: `sts/web`, `web`, `postgr…`.
pub(crate) fn owner_words(claim: &ClaimScene, room: f64) -> String {
    let Some(owner) = &claim.owner else {
        return if badge_width(NO_OWNER) <= room { NO_OWNER } else { "none" }.into();
    };
    let name = owner.split_once('/').map_or(&**owner, |(_, name)| name);
    let room = (room - badge_width("")).max(36.5);
    let whole = text::width(owner, Face::Mono(10.0)) <= room;
    if whole { String::from(&**owner) } else { fitted_name(name, Face::Mono(10.0), room) }
}

/// How wide a badge with these words is.
pub(crate) fn badge_width(words: &str) -> f64 {
    text::width(words, Face::Mono(10.0)) + 26.0
}

/// The badge with who owns the claim, ending at `right`.
pub(crate) fn owner_badge(claim: &ClaimScene, words: &str, right: f64, top: f64) -> Sketch {
    let width = badge_width(words);
    group("owner")
        .at(right - width, top)
        .with(rect("badge", (0.0, 0.0, width, 16.0), 5.0).class(if claim.owner.is_some() {
            "badge"
        } else {
            "badge none"
        }))
        .with(path("link", LINK).class("icon"))
        .with(text("name", (20.5, 11.6), String::from(words)).class("mono m10 ink2"))
}

/// Two links of a chain.
const LINK: &str = "M10 5.4H8.4a2.6 2.6 0 0 0 0 5.2H10M12 5.4h1.6a2.6 2.6 0 0 1 0 5.2H12M9.2 8h3.6";

/// The neck above a disk or a further claim, one of several in a slot.
pub(crate) fn neck(index: usize, x: f64, top: f64, bottom: f64) -> Sketch {
    group(("neck", index as u64))
        .with(line("left", (x - 3.0, top), (x - 3.0, bottom)).class("neck"))
        .with(line("right", (x + 3.0, top), (x + 3.0, bottom)).class("neck"))
}

/// A volume as a disk in a box of this size.
pub(crate) fn disk(volume: &VolumeScene, (width, height): (f64, f64), env: &Env) -> Sketch {
    let inset = 12.5;
    let (middle_x, rx) = (width / 2.0, width / 2.0 - inset);
    let ry = if height > 50.0 { 9.2 } else { 6.0 };
    let node = volume_group(volume, env).with_all(drum((middle_x, ry), (rx, ry), height));
    let node = node.with_some(volume.node.as_ref().map(|only| {
        let words = fitted(&join(&["only ", only]), Face::Mono(9.0), rx * 1.5);
        middle("only", (middle_x, ry + 3.2), words).class("mono m9 ink2")
    }));
    let node = node.with_some(volume.damaged.then(|| crack(middle_x + rx * 0.6, ry * 1.75, height * 0.52)));
    node.with(contents(volume, (inset, ry, rx * 2.0, height), env))
}

/// The place of a disk that is not there, or not yet.
pub(crate) fn no_disk(state: ClaimState, (width, height): (f64, f64)) -> Sketch {
    let words = if state == ClaimState::Lost { "volume is lost" } else { "no volume yet" };
    let ry = if height > 50.0 { 9.2 } else { 6.0 };
    group("no-volume")
        .class("no-volume fade")
        .with_all(drum((width / 2.0, ry), (width / 2.0 - 12.5, ry), height))
        .with(middle("words", (width / 2.0, height / 2.0 + ry), words).class("tiny ink3"))
}

/// Side, band and top of a drum whose top is around a point.
fn drum((x, y): (f64, f64), (rx, ry): (f64, f64), height: f64) -> [Sketch; 3] {
    let bottom = height - ry;
    let side = PathData::default().add('M', &[x - rx, y]).add('V', &[bottom]);
    let side = side.add('A', &[rx, ry, 0.0, 0.0, 0.0, x + rx, bottom]).add('V', &[y]);
    let band = PathData::default().add('M', &[x - rx, y + ry * 1.9]);
    let band = band.add('A', &[rx, ry, 0.0, 0.0, 0.0, x + rx, y + ry * 1.9]);
    [
        path("side", side).class("drum-side"),
        path("band", band).class("drum-band"),
        ellipse("top", (x, y), (rx, ry)).class("drum-top"),
    ]
}

/// A zigzag down the side of a disk that may be damaged.
fn crack(x: f64, top: f64, bottom: f64) -> Sketch {
    let step = (bottom - top) / 4.0;
    let crack = PathData::default().add('M', &[x, top]).add('l', &[-4.0, step]).add('l', &[6.0, step * 0.8]);
    path("crack", crack.add('l', &[-6.0, step * 1.1]).add('l', &[3.0, step])).class("crack")
}

/// The file that was written last and when, or what else is to be said of the disk.
fn contents(volume: &VolumeScene, (left, ry, width, height): (f64, f64, f64, f64), env: &Env) -> Sketch {
    let large = height > 50.0;
    let node = group("contents");
    let centre = left + width / 2.0;
    let Some(file) = volume.files.first() else {
        return node.with(middle("empty", (centre, height / 2.0 + ry), "empty").class("tiny ink3"));
    };
    let written = age(env.at.since(file.written));
    if !large {
        let words = join(&[&written, " old"]);
        let x = centre - (text::width(&words, Face::Sans(10.5)) + 16.0) / 2.0;
        return node
            .with(file_icon(x, height / 2.0 - 1.0, volume.damaged))
            .with(text("written", (x + 17.0, height / 2.0 + 9.6), words).class("tiny ink2"));
    }
    let below =
        if volume.damaged { String::from("may be damaged") } else { join(&["written ", &written, " ago"]) };
    let room = width - 34.0;
    let path = file.path.trim_start_matches('/');
    let used = text::width(&below, Face::Sans(10.5)).max(text::width(path, Face::Mono(10.5))).min(room);
    let x = (centre - (used + 17.0) / 2.0).max(left + 7.0);
    let tone = if volume.damaged { "tiny broken-text" } else { "tiny ink3" };
    node.with(file_icon(x, 35.0, volume.damaged))
        .with(text("file", (x + 17.0, 41.5), more(volume, path, room)).class("mono m105"))
        .with(squeezed(
            text("written", (x + 17.0, 54.5), below.clone()).class(tone),
            &below,
            Face::Sans(10.5),
            room,
        ))
}

/// The file's name, and how many more there are.
fn more(volume: &VolumeScene, path: &str, room: f64) -> String {
    if volume.file_count < 2 {
        return fitted(path, Face::Mono(10.5), room);
    }
    let others = join(&[" +", &text::number(u64::from(volume.file_count - 1))]);
    let name = fitted(path, Face::Mono(10.5), room - text::width(&others, Face::Mono(10.5)));
    join(&[&name, &others])
}

fn file_icon(x: f64, y: f64, damaged: bool) -> Sketch {
    if damaged {
        return warning(x + 6.0, y + 7.5);
    }
    group("file")
        .at(x, y)
        .with(
            path(
                "sheet",
                "M.5 2A1.5 1.5 0 0 1 2 .5h4.6L10.5 4.4V13A1.5 1.5 0 0 1 9 14.5H2A1.5 1.5 0 0 1 .5 13z",
            )
            .class("file"),
        )
        .with(path("lines", "M6.6.5v2.9a1 1 0 0 0 1 1h2.9M3 7.6h5M3 9.9h5M3 12.2h3").class("file-lines"))
}

/// The place of a disk beside its claim.
pub(crate) fn no_flat_disk((width, height): (f64, f64)) -> Sketch {
    group("no-volume").class("no-volume fade").with_all(drum((width / 2.0, 5.0), (width / 2.0, 5.0), height))
}

/// A volume as a small disk around a point.
pub(crate) fn small_disk(volume: &VolumeScene, (x, y): (f64, f64), env: &Env) -> Sketch {
    volume_group(volume, env)
        .at(x - 15.0, y - 16.0)
        .with_all(drum((15.0, 5.0), (15.0, 5.0), 32.0))
        .with(
            middle("size", (15.0, 24.0), fitted(&volume.capacity, Face::Mono(9.0), 28.0))
                .class("mono m9 ink2"),
        )
        .with_some(volume.damaged.then(|| crack(26.0, 10.0, 28.0)))
}

/// A volume as a disk beside its claim, one line high.
pub(crate) fn flat_disk(volume: &VolumeScene, (width, height): (f64, f64), env: &Env) -> Sketch {
    let (rx, ry) = (width / 2.0, 5.0);
    let node = volume_group(volume, env).with_all(drum((rx, ry), (rx, ry), height));
    let Some(file) = volume.files.first() else {
        return node.with(middle("empty", (rx, height - 11.0), "empty").class("tiny ink3"));
    };
    let y = height - 21.0;
    let written = age(env.at.since(file.written));
    let right = width - 8.0;
    let room = right - 25.0 - text::width(&written, Face::Sans(10.5)) - 4.0;
    let name = fitted(file.path.trim_start_matches('/'), Face::Mono(10.0), room);
    node.with(file_icon(7.0, y, volume.damaged))
        .with(text("file", (23.0, y + 11.0), name).class("mono m10"))
        .with(end("written", (right, y + 11.0), written).class("tiny ink3"))
        .with_some(volume.damaged.then(|| crack(width - 18.0, 9.0, 17.0)))
}
