//! The same scenario gives the same journal, byte for byte, on every machine. `crates/wasm` compares with the same
//! files in a browser. UPDATE_EXPECT=1 writes them again.

use expect_test::expect_file;
use ordinal_core::Millis;
use ordinal_core::journal::dump;
use ordinal_core::scenario::{Player, Scenario};

fn journal(scenario: &str) -> String {
    let mut player = Player::new(Scenario::parse(scenario).expect("a golden scenario is one"));
    player.rest(Millis::seconds(60));
    dump(player.timeline().records())
}

#[test]
fn a_tour_gives_the_journal_beside_it() {
    expect_file!["../golden/tour.journal"].assert_eq(&journal(include_str!("../golden/tour.yaml")));
}

#[test]
fn a_recorded_scenario_gives_the_journal_written_down() {
    expect_file!["../golden/lab.journal"].assert_eq(&journal(include_str!("../traces/seed-001-lab18.json")));
}
