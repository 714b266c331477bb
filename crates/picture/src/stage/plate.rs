//! What stays when a pod goes: the plate with its name, and the cable to its claim, plugged in or loose.

use super::anatomy::Anatomy;
use crate::node::Sketch;
use crate::shape::{PathData, circle, group, path, rect, span, spans, text};
use crate::text::{self, Face, fitted, join};
use ordinal_core::scene::{SecondWriterScene, SlotScene};

/// The plate with the pod's name and DNS name, `width` wide.
pub(crate) fn plate(slot: &SlotScene, (width, height): (f64, f64), size: f64) -> Sketch {
    let class = if slot.wanted || slot.pod.is_some() { "plate" } else { "plate dim" };
    let room = width - 22.0;
    let host = fitted(&slot.name, Face::Mono(size), room);
    let left = room - text::width(&host, Face::Mono(size));
    let rest = slot.dns.as_ref().and_then(|dns| dns.strip_prefix(&*slot.name)).unwrap_or("");
    let rest = if left > size { fitted(rest, Face::Mono(size), left) } else { String::new() };
    let words = spans("dns", (width / 2.0, height / 2.0 + size * 0.36));
    let words = words.set(crate::Attr::TextAnchor, "middle").class(if size < 10.0 { "dns s" } else { "dns" });
    group("plate")
        .class(class)
        .with(rect("back", (0.0, 0.0, width, height), 4.0).class("plate-back"))
        .with(circle("left", 6.0, height / 2.0, 1.3).class("screw"))
        .with(circle("right", width - 6.0, height / 2.0, 1.3).class("screw"))
        .with(words.with(span("host", "host", host)).with(span("rest", "", rest)))
}

/// The cable from a plate down to a claim, around x = 0; `length` is the way to the claim.
pub(crate) fn cable_down(plugged: bool, length: f64) -> Sketch {
    let socket = rect("socket", (-9.0, length - 4.0, 18.0, 6.0), 2.0).class("socket");
    let cable = if plugged { plugged_down(length) } else { loose_down(length) };
    group("cable").class(if plugged { "cable" } else { "cable off" }).with(socket).with(cable)
}

fn plugged_down(length: f64) -> Sketch {
    let end = length - 14.5;
    let slack = [-9.0, end * 0.38, 9.0, end * 0.62, 0.0, end];
    group("plugged")
        .class("fade plugged")
        .with_all(wire(PathData::default().add('M', &[0.0, 0.0]).add('C', &slack)))
        .with(circle("grommet", 0.0, 0.0, 3.0).class("grommet"))
        .with(group("plug").class("plug").at(0.0, end - 1.0).with(path("body", PLUG_DOWN).class("plug-body")))
}

fn loose_down(length: f64) -> Sketch {
    let (x, y) = (22.0, length - 28.0);
    let slack = [-3.0, y * 0.9, x, -y * 0.4, x, y];
    group("loose")
        .class("fade loose")
        .with_all(wire(PathData::default().add('M', &[0.0, 0.0]).add('C', &slack)))
        .with(circle("grommet", 0.0, 0.0, 3.0).class("grommet"))
        .with(
            group("plug")
                .at(x, y - 1.0)
                .with(path("prongs", "M-2.4 11v4.6M2.4 11v4.6").class("prong"))
                .with(path("body", PLUG_DOWN).class("plug-body")),
        )
}

/// The cable from a card's right edge to a claim's left edge, around y = 0.
pub(crate) fn cable_across(plugged: bool, length: f64) -> Sketch {
    let socket = rect("socket", (length - 3.0, -9.0, 5.0, 18.0), 2.0).class("socket");
    let end = length - 13.0;
    let cable = if plugged {
        let slack = [end * 0.45, 9.0, end * 0.55, -9.0, end, 0.0];
        group("plugged")
            .class("fade plugged across")
            .with_all(wire(PathData::default().add('M', &[0.0, 0.0]).add('C', &slack)))
            .with(
                group("plug")
                    .class("plug")
                    .at(end - 1.0, 0.0)
                    .with(path("body", PLUG_ACROSS).class("plug-body")),
            )
    } else {
        let slack = [8.0, 0.0, 13.0, 6.0, 12.0, 18.0];
        group("loose")
            .class("fade loose")
            .with_all(wire(PathData::default().add('M', &[0.0, 0.0]).add('C', &slack)))
            .with(
                group("plug")
                    .at(12.0, 17.0)
                    .with(path("prongs", "M-2.4 11v4.2M2.4 11v4.2").class("prong"))
                    .with(path("body", PLUG_DOWN).class("plug-body")),
            )
    };
    let cable = cable.with(circle("grommet", 0.0, 0.0, 3.0).class("grommet"));
    group("cable").class(if plugged { "cable" } else { "cable off" }).with(socket).with(cable)
}

fn wire(slack: PathData) -> [Sketch; 2] {
    let data = crate::Value::from(slack);
    [path("wire", data.clone()).class("wire"), path("braid", data).class("braid")]
}

/// A plug that points down, its cable's end at the origin.
const PLUG_DOWN: &str = "M-2 0h4v2.6h2.4a1.6 1.6 0 0 1 1.6 1.6v5.8a1.5 1.5 0 0 1-1.5 1.5h-9a1.5 1.5 0 0 1-1.5-1.5v-5.8a1.6 1.6 0 0 1 1.6-1.6h2.4z";
/// A plug that points right, its cable's end at the origin.
const PLUG_ACROSS: &str = "M0-2v4h2.6v2.4a1.6 1.6 0 0 0 1.6 1.6h5.8a1.5 1.5 0 0 0 1.5-1.5v-9a1.5 1.5 0 0 0-1.5-1.5h-5.8a1.6 1.6 0 0 0-1.6 1.6v2.4z";

/// The warning that an earlier container may still write: a second cable, from nowhere, into the same claim.
pub(crate) fn second_writer(writer: &SecondWriterScene, anatomy: &Anatomy) -> Sketch {
    let (length, room) = (anatomy.cable(), anatomy.width / 2.0 - 8.0);
    let top = 4.0;
    let name = fitted(&writer.node, Face::Mono(9.0), room - 21.0);
    let width = text::width(&name, Face::Mono(9.0)) + 21.0;
    let x = width / 2.0;
    let wire = PathData::default().add('M', &[x, top + 18.0]).add('V', &[length - 4.0]);
    let label = join(&[
        "A container of an earlier pod may still run on ",
        &writer.node,
        " and write to the same volume",
    ]);
    group("second-writer")
        .class("second-writer fade")
        .set(crate::Attr::Role, "img")
        .set(crate::Attr::AriaLabel, label)
        .with(rect("socket", (x - 7.0, length - 4.0, 14.0, 6.0), 2.0).class("socket"))
        .with(path("wire", wire).class("warn-wire"))
        .with(rect("tag", (0.0, top, width, 18.0), 5.0).class("warn-tag"))
        .with(warning(9.0, top + 9.0))
        .with(text("node", (17.0, top + 12.2), name).class("mono m9 broken-text"))
}

/// A warning triangle around a point.
pub(crate) fn warning(x: f64, y: f64) -> Sketch {
    group("warning")
        .at(x, y)
        .with(path("triangle", "M0-5.4L6 5H-6Z").class("warn-sign"))
        .with(path("mark", "M0-1.6v2.8M0 3.2v.01").class("warn-mark"))
}
