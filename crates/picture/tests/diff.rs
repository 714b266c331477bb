//! What changed, applied to what was, is what is.

mod generate;
mod scenes;

use ordinal_core::scene::Scene;
use ordinal_core::time::{Millis, Time};
use ordinal_picture::{
    Attr, Content, Key, Node, Painter, Patch, Sketch, StageOptions, StaircaseOptions, StaircasePainter, Tag,
};
use ordinal_picture::{diff, stage, staircase};
use std::sync::Arc;

/// A patcher in plain Rust: what each instruction means. The page's patcher does the same to elements.
fn apply(node: &mut Node, patches: &mut std::slice::Iter<Patch>) {
    while let Some(patch) = patches.next() {
        match patch {
            Patch::Enter(index) => apply(Arc::make_mut(&mut children(node)[*index]), patches),
            Patch::Leave => return,
            Patch::Set(attr, value) => match node.attrs.iter_mut().find(|(name, _)| name == attr) {
                Some((_, old)) => *old = (*value).clone(),
                None => node.attrs.push((*attr, (*value).clone())),
            },
            Patch::Unset(attr) => node.attrs.retain(|(name, _)| name != attr),
            Patch::Text(value) => node.content = Content::Text((*value).clone()),
            Patch::Clear => node.content = Content::Children(Vec::new()),
            Patch::Insert(index, child) => children(node).insert(*index, (*child).clone()),
            Patch::Remove(index) => drop(children(node).remove(*index)),
            Patch::Move(from, to) => {
                let child = children(node).remove(*from);
                children(node).insert(*to, child);
            }
        }
    }
}

fn children(node: &mut Node) -> &mut Vec<Arc<Node>> {
    match &mut node.content {
        Content::Children(children) => children,
        Content::Text(_) => panic!("a node with text was entered"),
    }
}

/// Attributes have no order.
fn sorted(node: &Node) -> Node {
    let mut node = node.clone();
    node.attrs.sort_by_key(|(attr, _)| *attr);
    if let Content::Children(children) = &mut node.content {
        children.iter_mut().for_each(|child| *child = Arc::new(sorted(child)));
    }
    node
}

fn assert_patched(old: &Node, new: &Node) {
    let patches = diff(old, new);
    let mut patched = old.clone();
    apply(&mut patched, &mut patches.iter());
    assert!(sorted(&patched) == sorted(new), "{patches:#?}");
}

fn leaf(number: u64) -> Sketch {
    Node::new(Tag::G, ("leaf", number)).set(Attr::X, number as f64)
}

#[test]
fn any_order_of_children_becomes_any_other() {
    let mut random = generate::Random(7);
    for _ in 0..2000 {
        let list = |random: &mut generate::Random| {
            let mut keys: Vec<u64> = (0..8).filter(|_| random.below(3) > 0).collect();
            let count = keys.len();
            (0..count).for_each(|index| keys.swap(index, random.below(count as u64) as usize));
            Node::new(Tag::Svg, "root").with_all(keys.into_iter().map(leaf))
        };
        assert_patched(&list(&mut random), &list(&mut random));
    }
}

#[test]
fn text_becomes_children_and_back() {
    let words = Node::new(Tag::Text, "root").text("words");
    let spans = Node::new(Tag::Text, "root").with(Node::new(Tag::Tspan, "span").text("words"));
    assert_patched(&words, &spans);
    assert_patched(&spans, &words);
}

#[test]
fn a_node_of_the_same_key_but_another_tag_is_another_node() {
    let one = Node::new(Tag::G, "root").with(Node::new(Tag::Rect, "shape"));
    let other = Node::new(Tag::G, "root").with(Node::new(Tag::Path, "shape"));
    assert_patched(&one, &other);
    assert!(matches!(diff(&one, &other)[..], [Patch::Remove(0), Patch::Insert(0, _)]));
}

#[test]
fn any_scene_becomes_any_other() {
    let mut random = generate::Random(11);
    let widths = [350.0, 680.0, 840.0, 1240.0];
    let mut old = generate::scene(&mut random);
    for _ in 0..400 {
        let new = if random.below(3) == 0 {
            generate::scene(&mut random)
        } else {
            generate::next(&old, &mut random)
        };
        let options = |random: &mut generate::Random| StageOptions {
            width: widths[random.below(4) as usize],
            interactive: random.below(2) == 0,
            ..StageOptions::default()
        };
        let (before, after) = (options(&mut random), options(&mut random));
        assert_patched(&stage(&old, &before).root, &stage(&new, &after).root);
        old = new;
    }
}

#[test]
fn keys_are_unique_among_siblings() {
    fn check(node: &Node) {
        let mut keys: Vec<(&Key, Tag)> =
            node.children().iter().map(|child| (&child.key, child.tag)).collect();
        keys.sort_unstable();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{keys:?}");
        node.children().iter().for_each(|child| check(child));
    }
    let mut random = generate::Random(5);
    (0..300).for_each(|_| check(&stage(&generate::scene(&mut random), &StageOptions::default()).root));
    check(&staircase(&scenes::history(), &StaircaseOptions::default()).drawing.root);
}

#[test]
fn a_painter_draws_what_a_new_one_would() {
    let mut random = generate::Random(3);
    let (mut painter, mut scene) = (Painter::default(), generate::scene(&mut random));
    for _ in 0..400 {
        scene = generate::next(&scene, &mut random);
        let options =
            StageOptions { width: [680.0, 840.0][random.below(2) as usize], ..StageOptions::default() };
        assert_eq!(painter.stage(&scene, &options).root, stage(&scene, &options).root);
    }
}

#[test]
fn cells_that_wait_are_drawn_with_the_next_stages() {
    let (mut painter, scene) = (Painter::default(), scenes::many(1000));
    let whole = StageOptions { width: 1240.0, ..StageOptions::default() };
    let some = StageOptions { at_once: 100, ..whole.clone() };
    let kinds = |root: &Node| {
        let shapes = |row: &Node| row.children().iter().filter(|node| node.tag == Tag::Path).count();
        let (rows, mut paths, mut cells) = (root.children()[0].children(), 0, 0);
        for row in rows.iter().filter(|row| matches!(row.key, Key::Nth("row", _))) {
            paths += shapes(row);
            cells += row.children().len() - shapes(row);
        }
        (paths, cells)
    };
    let drawn = stage(&scene, &whole).root;
    let (paths, cells) = kinds(&drawn);
    let mut before = painter.stage(&scene, &some).root;
    let (first_paths, first_cells) = kinds(&before);
    assert_eq!(first_paths, paths, "all bars are there");
    assert!((100..200).contains(&first_cells), "{first_cells} of {cells} cells");
    let mut stages = 1;
    while painter.is_behind() {
        let after = painter.stage(&scene, &some).root;
        assert!(kinds(&after).1 > kinds(&before).1, "each row has its turn");
        before = after;
        stages += 1;
    }
    assert!(stages >= 5, "{stages}");
    assert_eq!(before, drawn);
    painter.stage(&scene, &some);
    assert!(!painter.is_behind(), "nothing more waits");
}

#[test]
fn blocks_that_wait_are_drawn_with_the_next_stages() {
    let (mut painter, scene) = (Painter::default(), scenes::many(10_000));
    let whole = StageOptions { width: 1240.0, ..StageOptions::default() };
    let some = StageOptions { at_once: 30, ..whole.clone() };
    let mut stages = vec![painter.stage(&scene, &some).root];
    while painter.is_behind() {
        stages.push(painter.stage(&scene, &some).root);
    }
    assert!((5..20).contains(&stages.len()), "{}", stages.len());
    stages.windows(2).for_each(|pair| assert_patched(&pair[0], &pair[1]));
    assert_eq!(stages.pop(), Some(stage(&scene, &whole).root));
}

#[test]
fn a_slot_that_did_not_change_is_the_same_allocation() {
    let (mut painter, mut scene) = (Painter::default(), scenes::partitioned());
    let slots = |painter: &mut Painter, scene: &Scene| -> Vec<Arc<Node>> {
        let root = painter.stage(scene, &StageOptions::default()).root;
        let is_slot = |node: &&Arc<Node>| matches!(node.key, Key::Nth("slot", _));
        root.children()[0].children().iter().filter(is_slot).cloned().collect()
    };
    let before = slots(&mut painter, &scene);
    scene.at += Millis(100);
    if let Some(pod) = &mut Arc::make_mut(&mut scene.workloads[0].slots[3]).pod {
        pod.ready = true;
    }
    let after = slots(&mut painter, &scene);
    let same: Vec<_> = before.iter().zip(&after).map(|(old, new)| Arc::ptr_eq(old, new)).collect();
    assert_eq!(same, [true, true, true, false, true]);
}

#[test]
fn a_second_that_passes_changes_nothing_but_clocks() {
    let (mut painter, mut scene) = (Painter::default(), scenes::partitioned());
    let before = painter.stage(&scene, &StageOptions::default()).root;
    scene.at += Millis::seconds(1);
    let after = painter.stage(&scene, &StageOptions::default()).root;
    let patches = diff(&before, &after);
    let changes = patches.iter().filter(|patch| !matches!(patch, Patch::Enter(_) | Patch::Leave));
    let texts = changes.filter(|patch| matches!(patch, Patch::Text(_))).count();
    let others =
        patches.iter().filter(|patch| !matches!(patch, Patch::Enter(_) | Patch::Leave | Patch::Text(_)));
    // Four ages and five files.
    assert_eq!((texts, others.count()), (9, 0), "{patches:?}");
}

#[test]
fn time_that_passes_moves_the_playhead_and_the_covers_alone() {
    let (mut painter, history) = (StaircasePainter::default(), scenes::long_history(100));
    let draw = |painter: &mut StaircasePainter, now| {
        painter.staircase(&history, &StaircaseOptions { now: Time(now), ..Default::default() }).drawing.root
    };
    let (before, after) = (draw(&mut painter, 500_000), draw(&mut painter, 501_000));
    let patches = diff(&before, &after);
    let changes = patches.iter().filter(|patch| !matches!(patch, Patch::Enter(_) | Patch::Leave)).count();
    assert!(changes <= 5, "{patches:?}");
}
