//! The same scenario gives the same journal in a page as natively, byte for byte: the golden files are written there.

use ordinal_core::journal::dump;
use ordinal_core::scenario::Player;
use ordinal_core::{Millis, Scenario};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn journal(scenario: &str) -> String {
    let mut player = Player::new(Scenario::parse(scenario).expect("a golden scenario is one"));
    player.rest(Millis::seconds(60));
    dump(player.timeline().records())
}

/// The first line that differs says more than both journals.
fn assert_same(ours: &str, golden: &str) {
    let differs = ours.lines().zip(golden.lines()).find(|(ours, golden)| ours != golden);
    assert_eq!(differs, None);
    assert_eq!(ours.len(), golden.len());
}

#[wasm_bindgen_test]
fn the_tour_is_the_same_as_natively() {
    let scenario = include_str!("../../../tests/golden/tour.yaml");
    assert_same(&journal(scenario), include_str!("../../../tests/golden/tour.journal"));
}

#[wasm_bindgen_test]
fn the_lab_is_the_same_as_natively() {
    let scenario = include_str!("../../../tests/traces/seed-001-lab18.json");
    assert_same(&journal(scenario), include_str!("../../../tests/golden/lab.journal"));
}
