//! Drawings as files: whole snapshots of a few, and text that stays text.

mod scenes;

use expect_test::expect_file;
use ordinal_core::time::Time;
use ordinal_picture::{CSS, StageOptions, StaircaseOptions, SvgOptions, Theme, stage, staircase, to_svg};
use std::sync::Arc;

/// The file without the style sheet, which has a file of its own.
fn body(svg: &str) -> String {
    svg.replace(CSS, "…")
}

fn stage_file(scene: &ordinal_core::scene::Scene, width: f64) -> String {
    let drawing = stage(scene, &StageOptions { width, ..StageOptions::default() });
    body(&to_svg(
        &drawing,
        &SvgOptions { theme: Theme::Light, decision: scene.decision.as_ref(), title: None },
    ))
}

#[test]
fn a_partitioned_rollout() {
    expect_file!["snapshots/partitioned.svg"].assert_eq(&stage_file(&scenes::partitioned(), 840.0));
}

#[test]
fn a_partitioned_rollout_in_a_narrow_place() {
    expect_file!["snapshots/partitioned-narrow.svg"].assert_eq(&stage_file(&scenes::partitioned(), 350.0));
}

#[test]
fn every_state_in_small_slots() {
    expect_file!["snapshots/states.svg"].assert_eq(&stage_file(&scenes::states(), 680.0));
}

#[test]
fn a_staircase() {
    let options =
        StaircaseOptions { now: Time(83_600), attention: vec!["web-3".into()], ..Default::default() };
    let drawing = staircase(&scenes::history(), &options).drawing;
    expect_file!["snapshots/staircase.svg"].assert_eq(&body(&to_svg(&drawing, &SvgOptions::default())));
}

/// Whether tags are balanced and nothing but known elements is there: what a parser would need to be fooled.
fn elements(svg: &str) -> Vec<&str> {
    let (head, rest) = svg.split_once("<![CDATA[").expect("a style sheet");
    let (css, rest) = rest.split_once("]]>").expect("the style sheet's end");
    assert!(!css.contains("]]>"));
    let mut open = Vec::new();
    let mut seen = Vec::new();
    for tag in head.split('<').skip(1).chain(rest.split('<').skip(1)) {
        let (tag, text) = tag.split_once('>').expect("a tag's end");
        assert!(!text.contains('>'), "{text}");
        let name = tag.split([' ', '/']).find(|word| !word.is_empty()).expect("a name");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else {
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            seen.push(name);
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty());
    seen.sort_unstable();
    seen.dedup();
    seen
}

#[test]
fn hostile_names_stay_text() {
    let hostile = "]]></style><script>alert(1)</script>\" onload=\"alert(2)\u{1}\u{ffff}&lt;";
    let mut scene = scenes::partitioned();
    for slot in &mut scene.workloads[0].slots {
        let slot = Arc::make_mut(slot);
        slot.name = hostile.into();
        slot.retention = Some(hostile.into());
        for claim in &mut slot.claims {
            claim.name = hostile.into();
            claim.owner = Some(hostile.into());
            if let Some(volume) = &mut claim.volume {
                volume.files[0].path = hostile.into();
                volume.files[0].preview = hostile.into();
            }
        }
        if let Some(pod) = &mut slot.pod {
            pod.name = hostile.into();
            pod.status = hostile.into();
            pod.node = Some(hostile.into());
        }
    }
    scene.nodes[0].name = hostile.into();
    for width in [350.0, 840.0] {
        let drawing = stage(&scene, &StageOptions { width, ..StageOptions::default() });
        let mut decision = scene.decision.clone();
        if let Some(decision) = &mut decision {
            decision.sentence = hostile.into();
        }
        let options = SvgOptions { title: Some(hostile), decision: decision.as_ref(), theme: Theme::Auto };
        let svg = to_svg(&drawing, &options);
        let known =
            ["circle", "ellipse", "g", "line", "path", "rect", "style", "svg", "text", "title", "tspan"];
        assert!(elements(&svg).iter().all(|name| known.contains(name)), "{:?}", elements(&svg));
        assert!(!svg.contains(['\u{1}', '\u{ffff}']));
    }
}

#[test]
fn a_file_is_a_picture_with_a_title() {
    let drawing = stage(&scenes::partitioned(), &StageOptions::default());
    let svg = to_svg(&drawing, &SvgOptions::default());
    assert!(svg.contains("role=\"img\""));
    assert!(svg.contains("<title>StatefulSet web: 3 of 4 ready</title>"));
    let titled = to_svg(&drawing, &SvgOptions { title: Some("A & B"), ..SvgOptions::default() });
    assert!(titled.contains("<title>A &amp; B</title>"));
}

#[test]
fn a_theme_is_a_colour_scheme() {
    let drawing = stage(&scenes::partitioned(), &StageOptions::default());
    let schemes = [Theme::Light, Theme::Dark, Theme::Auto].map(|theme| {
        let svg = to_svg(&drawing, &SvgOptions { theme, ..SvgOptions::default() });
        let (_, scheme) = svg.split_once("svg.drawing{color-scheme:").expect("a colour scheme");
        scheme.split('}').next().map(String::from)
    });
    assert_eq!(schemes, ["light", "dark", "light dark"].map(|scheme| Some(scheme.into())));
}
