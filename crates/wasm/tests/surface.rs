//! The patcher against a real page: what changed is touched and nothing else, and what leaves is shown leaving.

use ordinal_picture::{Attr, Drawing, Node, Sketch, Tag};
use ordinal_wasm::Surface;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;

wasm_bindgen_test_configure!(run_in_browser);

/// A surface in a fresh element of the page.
fn surface() -> (Surface, Element) {
    let document = web_sys::window().and_then(|window| window.document()).expect("a page");
    let host = document.create_element("div").expect("an element");
    document.document_element().expect("a root").append_child(&host).expect("attached");
    let mut surface = Surface::new(host.clone()).expect("a surface");
    surface.motion = false;
    (surface, host)
}

fn drawing(children: impl IntoIterator<Item = Sketch>) -> Drawing {
    let root = Node::new(Tag::Svg, "drawing").with_all(children);
    Drawing { width: 100.0, height: 50.0, root: root.into(), tracks: Vec::new() }
}

fn dot(number: u64, x: f64) -> Sketch {
    Node::new(Tag::Circle, ("dot", number)).set(Attr::Cx, x)
}

/// The page's own words for what is there.
fn shown(host: &Element) -> String {
    host.inner_html()
}

fn child(host: &Element, index: u32) -> Element {
    let svg = host.first_element_child().expect("an svg");
    svg.children().item(index).expect("a child")
}

#[wasm_bindgen_test]
fn a_drawing_becomes_svg_elements() {
    let (mut surface, host) = surface();
    surface.show(&drawing([dot(0, 1.0), Node::new(Tag::Text, "name").text("<b>&")])).expect("shown");
    assert_eq!(shown(&host), r#"<svg><circle cx="1"></circle><text>&lt;b&gt;&amp;</text></svg>"#);
    assert_eq!(child(&host, 0).namespace_uri().as_deref(), Some("http://www.w3.org/2000/svg"));
}

#[wasm_bindgen_test]
fn what_stays_is_the_same_element() {
    let (mut surface, host) = surface();
    surface.show(&drawing([dot(0, 1.0), dot(1, 2.0), dot(2, 3.0)])).expect("shown");
    let (first, last) = (child(&host, 0), child(&host, 2));
    surface.show(&drawing([dot(2, 3.0), dot(0, 9.0), dot(3, 4.0)])).expect("shown");
    assert_eq!(
        shown(&host),
        r#"<svg><circle cx="3"></circle><circle cx="9"></circle><circle cx="4"></circle></svg>"#
    );
    assert!(child(&host, 0).is_same_node(Some(&last)) && child(&host, 1).is_same_node(Some(&first)));
}

#[wasm_bindgen_test]
fn what_did_not_change_is_not_touched() {
    let (mut surface, host) = surface();
    surface.show(&drawing([dot(0, 1.0), dot(1, 2.0)])).expect("shown");
    child(&host, 0).set_attribute("r", "7").expect("set");
    surface.show(&drawing([dot(0, 1.0), dot(1, 5.0)])).expect("shown");
    assert_eq!(shown(&host), r#"<svg><circle cx="1" r="7"></circle><circle cx="5"></circle></svg>"#);
}

#[wasm_bindgen_test]
fn text_and_children_take_each_others_place() {
    let (mut surface, host) = surface();
    let words = || Node::new(Tag::Text, "words");
    surface.show(&drawing([words().text("one")])).expect("shown");
    surface.show(&drawing([words().with(Node::new(Tag::Tspan, "part").text("two"))])).expect("shown");
    assert_eq!(shown(&host), "<svg><text><tspan>two</tspan></text></svg>");
    surface.show(&drawing([words().text("three")])).expect("shown");
    assert_eq!(shown(&host), "<svg><text>three</text></svg>");
}

#[wasm_bindgen_test]
fn what_lingers_is_shown_leaving_and_others_take_its_place() {
    let (mut surface, host) = surface();
    surface.motion = true;
    surface.show(&drawing([dot(0, 1.0).class("fade"), dot(1, 2.0)])).expect("shown");
    let leaving = child(&host, 0);
    surface.show(&drawing([dot(2, 3.0), dot(1, 2.0)])).expect("shown");
    assert!(leaving.is_connected() && leaving.class_list().contains("leave"));
    assert_eq!(leaving.get_attribute("aria-hidden").as_deref(), Some("true"));
    surface.show(&drawing([dot(1, 8.0)])).expect("shown");
    let left: Vec<_> =
        (0..2).map(|index| child(&host, index).get_attribute("cx").unwrap_or_default()).collect();
    assert_eq!(left, ["1", "8"]);
}

#[wasm_bindgen_test]
fn without_motion_what_leaves_is_gone_at_once() {
    let (mut surface, host) = surface();
    surface.show(&drawing([dot(0, 1.0).class("fade")])).expect("shown");
    surface.show(&drawing([])).expect("shown");
    assert_eq!(shown(&host), "<svg></svg>");
}

#[wasm_bindgen_test]
fn a_surface_that_is_dropped_takes_its_drawing_along() {
    let (mut surface, host) = surface();
    surface.show(&drawing([dot(0, 1.0)])).expect("shown");
    drop(surface);
    assert_eq!(shown(&host), "");
}
