//! Nothing overlaps and everything is inside, whatever there is to draw and however narrow the place.

mod generate;
mod scenes;

use ordinal_core::scene::{Scene, WorkloadKind};
use ordinal_core::time::Time;
use ordinal_picture::{
    Attr, Content, Drawing, Node, StageOptions, StaircaseOptions, Tag, Value, stage, staircase,
};

const WIDTHS: [f64; 6] = [328.0, 358.0, 700.0, 840.0, 1240.0, 2520.0];

/// A rectangle with what it is.
#[derive(Clone, Debug)]
struct Area {
    what: String,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Area {
    fn overlaps(&self, other: &Area) -> bool {
        let apart = |from: f64, length: f64, other: f64, other_length: f64| {
            from + length <= other + 0.5 || other + other_length <= from + 0.5
        };
        !apart(self.x, self.width, other.x, other.width) && !apart(self.y, self.height, other.y, other.height)
    }
}

fn number(node: &Node, attr: Attr) -> f64 {
    match node.attr(attr) {
        Some(Value::Number(number)) => number.get(),
        _ => 0.0,
    }
}

fn class(node: &Node) -> String {
    let mut out = String::new();
    if let Some(value) = node.attr(Attr::Class) {
        value.write(&mut out);
    }
    out
}

/// All rectangles, in the drawing's coordinates, with the classes that lead to them.
fn areas(node: &Node, (x, y): (f64, f64), path: &str, out: &mut Vec<Area>) {
    let (x, y) = match node.attr(Attr::Transform) {
        Some(Value::At(dx, dy)) => (x + dx.get(), y + dy.get()),
        _ => (x, y),
    };
    let path = format!("{path}>{}", class(node));
    if node.tag == Tag::Rect {
        let (width, height) = (number(node, Attr::Width), number(node, Attr::Height));
        let what = path.clone();
        out.push(Area { what, x: x + number(node, Attr::X), y: y + number(node, Attr::Y), width, height });
    }
    node.children().iter().for_each(|child| areas(child, (x, y), &path, out));
}

fn all_areas(drawing: &Drawing) -> Vec<Area> {
    let mut out = Vec::new();
    areas(&drawing.root, (0.0, 0.0), "", &mut out);
    out
}

fn assert_laid_out(drawing: &Drawing, what: &str) {
    let all = all_areas(drawing);
    for area in all.iter().filter(|area| !area.what.contains("hit") && !area.what.ends_with("frame")) {
        let inside = area.x >= -0.5 && area.x + area.width <= drawing.width + 0.5;
        let within = area.y >= -0.5 && area.y + area.height <= drawing.height + 0.5;
        assert!(inside && within, "{what}: {area:?} is outside of {} × {}", drawing.width, drawing.height);
    }
    for kind in
        ["slot-back", "card", "card flat", "node-back", "plate-back", "badge", "pill", "place", "well"]
    {
        let same: Vec<_> = all.iter().filter(|area| area.what.ends_with(&format!(">{kind}"))).collect();
        let pairs = same
            .iter()
            .enumerate()
            .flat_map(|(index, one)| same[index + 1..].iter().map(move |other| (one, other)));
        for (one, other) in pairs {
            assert!(!one.overlaps(other), "{what}: {one:?} overlaps {other:?}");
        }
    }
    let blocks: Vec<_> = all
        .iter()
        .filter(|area| area.what.ends_with("slot-back") || area.what.ends_with("node-back"))
        .collect();
    assert!(
        blocks
            .iter()
            .enumerate()
            .all(|(index, one)| blocks[index + 1..].iter().all(|other| !one.overlaps(other)))
    );
}

fn drawn(scene: &Scene, width: f64) -> Drawing {
    stage(scene, &StageOptions { width, interactive: true, ..StageOptions::default() })
}

#[test]
fn hand_made_scenes_fit_every_width() {
    let scenes = [
        ("partitioned", scenes::partitioned()),
        ("states", scenes::states()),
        ("mixed", scenes::mixed()),
        ("7", scenes::many(7)),
        ("40", scenes::many(40)),
        ("200", scenes::many(200)),
    ];
    for (name, scene) in &scenes {
        WIDTHS.iter().for_each(|width| assert_laid_out(&drawn(scene, *width), &format!("{name} at {width}")));
    }
}

#[test]
fn generated_scenes_fit_every_width() {
    let mut random = generate::Random(23);
    for index in 0..240 {
        let scene = generate::scene(&mut random);
        let width = WIDTHS[index % WIDTHS.len()];
        assert_laid_out(&drawn(&scene, width), &format!("scene {index} at {width}"));
    }
}

#[test]
fn even_ten_thousand_slots_stay_in_sight() {
    for count in [1000, 3000, 10_000, 50_000] {
        for width in WIDTHS {
            let drawing = drawn(&scenes::many(count), width);
            assert!(drawing.height < 1400.0, "{count} at {width}: {}", drawing.height);
            assert!(all_areas(&drawing).iter().all(|area| area.x + area.width <= width.max(280.0) + 24.0));
        }
    }
}

#[test]
fn a_handle_is_where_its_value_is() {
    let mut random = generate::Random(31);
    for index in 0..200 {
        let scene = generate::scene(&mut random);
        for track in drawn(&scene, WIDTHS[index % WIDTHS.len()]).tracks {
            for value in (track.least..=track.most).step_by(1 + track.most as usize / 40) {
                let (x, y) = track.place(value);
                assert_eq!(track.value_at(x, y), value, "{track:?}");
            }
        }
    }
}

#[test]
fn a_deployment_has_no_partition_and_no_rail() {
    let scene = scenes::mixed();
    let drawing = drawn(&scene, 840.0);
    let front = &drawing.root.children()[1];
    assert_eq!(scene.workloads[1].kind, WorkloadKind::Deployment);
    assert!(front.children().iter().all(|child| class(child) != "rail"));
    assert!(
        drawing
            .tracks
            .iter()
            .filter(|track| &*track.workload == "front")
            .all(|track| track.handle.word() == "replicas")
    );
}

#[test]
fn text_does_not_reach_over_the_edge() {
    fn texts(node: &Node, x: f64, out: &mut Vec<(f64, String)>) {
        let x = match node.attr(Attr::Transform) {
            Some(Value::At(dx, _)) => x + dx.get(),
            _ => x,
        };
        if let Content::Text(value) = &node.content {
            let mut words = String::new();
            value.write(&mut words);
            out.push((x + number(node, Attr::X), words));
        }
        node.children().iter().for_each(|child| texts(child, x, out));
    }
    for width in WIDTHS {
        let mut found = Vec::new();
        texts(&drawn(&scenes::states(), width).root, 0.0, &mut found);
        assert!(found.iter().all(|(x, _)| (0.0..=width).contains(x)), "{found:?}");
    }
}

#[test]
fn a_staircase_fits_every_width() {
    let histories =
        [scenes::history(), scenes::textures(), scenes::long_history(30), scenes::long_history(700)];
    for (index, history) in histories.iter().enumerate() {
        for width in WIDTHS {
            let options = StaircaseOptions {
                width,
                now: Time(20_000),
                compress_idle: index % 2 == 1,
                ..Default::default()
            };
            let drawing = staircase(history, &options).drawing;
            let all = all_areas(&drawing);
            let outside = all.iter().find(|area| area.x < -0.5 || area.x + area.width > width + 0.5);
            assert!(outside.is_none_or(|area| area.what.contains("hit")), "{index} at {width}: {outside:?}");
            assert!(drawing.height < 420.0);
        }
    }
}

#[test]
fn every_instant_has_its_place_and_every_place_its_instant() {
    let histories = [scenes::history(), scenes::textures(), scenes::long_history(30)];
    for history in &histories {
        for compress_idle in [false, true] {
            let staircase = staircase(history, &StaircaseOptions { compress_idle, ..Default::default() });
            let mut last = 0.0;
            for at in (0..history.end.0).step_by(history.end.0 as usize / 500 + 1) {
                let x = staircase.x_at(Time(at));
                assert!(x >= last);
                last = x;
                let back = staircase.time_at(x).0;
                assert!(back.abs_diff(at) <= 1, "{at} came back as {back}");
            }
        }
    }
}

#[test]
fn idle_stretches_are_drawn_short() {
    let history = scenes::textures();
    let at = |compress_idle| {
        staircase(&history, &StaircaseOptions { compress_idle, ..Default::default() }).x_at(scenes::at(25))
    };
    assert!(at(true) > 3.0 * at(false));
}
