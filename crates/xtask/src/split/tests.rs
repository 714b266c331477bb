//! Small modules, split, and run in an interpreter.

use std::collections::BTreeSet;

use wasmi::{Engine, Instance, Linker, Module, Store};

use super::{Constants, arranged, mark, part, shortened};
use crate::step::Failed;

/// Tells the parity of a number, by a function that it imports for the even ones, and counts how often it was asked.
const PARITY: &str = r#"(module
    (import "page" "even" (func $even (param i32) (result i32)))
    (memory (export "memory") 1)
    (table 3 funcref)
    (global $asked (mut i32) (i32.const 0))
    (elem (i32.const 1) $odd $asked)
    (type $answer (func (result i32)))
    (func $odd (result i32) (i32.const 1))
    (func (export "parity") (param $number i32) (result i32)
        (global.set $asked (i32.add (global.get $asked) (i32.const 1)))
        (block $done (result i32)
            (if (i32.and (local.get $number) (i32.const 1))
                (then (br $done (call_indirect (type $answer) (i32.const 1)))))
            (call $even (local.get $number))))
    (func $asked (export "asked") (result i32) (global.get $asked))
    (data (i32.const 8) "text"))"#;

/// What holds the modules while they run.
struct Machine {
    store: Store<()>,
    first: Instance,
}

impl Machine {
    fn new(wasm: &[u8]) -> Machine {
        let mut store = Store::new(&Engine::default(), ());
        let mut linker = Linker::new(store.engine());
        linker.func_wrap("page", "even", |_: i32| 0).unwrap();
        let module = Module::new(store.engine(), wasm).unwrap();
        let first = linker.instantiate_and_start(&mut store, &module).unwrap();
        Machine { store, first }
    }

    /// What an exported function returns; none where it traps.
    fn parity(&mut self, number: i32) -> Option<i32> {
        let parity = self.first.get_typed_func::<i32, i32>(&self.store, "parity").unwrap();
        parity.call(&mut self.store, number).ok()
    }

    /// The same; where a function is not used at all, what traps in its place has another type, which JavaScript ignores.
    fn asked(&mut self) -> Option<i32> {
        let asked = self.first.get_typed_func::<(), i32>(&self.store, "asked").ok()?;
        asked.call(&mut self.store, ()).ok()
    }
}

/// The stretches that run when the parity of some numbers is asked for.
fn used(wasm: &[u8], numbers: &[i32]) -> BTreeSet<u32> {
    let marked = mark(wasm).unwrap();
    let mut machine = Machine::new(&marked.wasm);
    for &number in numbers {
        machine.parity(number).unwrap();
    }
    let memory = machine.first.get_memory(&machine.store, "memory").unwrap();
    let marks = &memory.data(&machine.store)[marked.marks as usize..][..marked.stretches as usize];
    (0..).zip(marks).filter(|(_, mark)| **mark == 1).map(|(stretch, _)| stretch).collect()
}

#[test]
fn every_stretch_that_ran_has_a_mark() {
    let wasm = wat::parse_str(PARITY).unwrap();
    // The stretches: $odd; parity, its `then`, after that, after the block; $asked.
    assert_eq!(used(&wasm, &[]), BTreeSet::from([]));
    assert_eq!(used(&wasm, &[2]), BTreeSet::from([1, 3, 4]));
    assert_eq!(used(&wasm, &[1]), BTreeSet::from([0, 1, 2, 4]));
}

#[test]
fn the_first_module_does_what_was_used_and_traps_at_the_rest() {
    let wasm = wat::parse_str(PARITY).unwrap();
    let mut machine = Machine::new(&part(&wasm, &used(&wasm, &[2]), &Constants::default()).unwrap());
    assert_eq!((machine.parity(4), machine.parity(3), machine.asked()), (Some(0), None, None));
}

#[test]
fn what_is_not_used_is_not_in_the_first_module() {
    let wasm = wat::parse_str(PARITY).unwrap();
    let size = |used: BTreeSet<u32>| part(&wasm, &used, &Constants::default()).unwrap().len();
    assert!(size(BTreeSet::from([])) < size(BTreeSet::from([1, 3, 4])));
    assert!(size(BTreeSet::from([1, 3, 4])) < size((0..6).collect()));
}

#[test]
fn a_constant_that_only_unused_code_names_is_not_in_the_first_module() {
    let wasm = wat::parse_str(
        r#"(module
            (memory (export "memory") 1)
            (table 1 funcref)
            (func (export "parity") (param i32) (result i32) (i32.load8_u (i32.const 8)))
            (func (export "asked") (result i32) (i32.load8_u (i32.const 16)))
            (data (i32.const 8) "needed  ") (data (i32.const 16) "unused"))"#,
    )
    .unwrap();
    let constants = Constants { places: vec![8..14, 16..22], ..Constants::default() };
    let first = part(&wasm, &used(&wasm, &[0]), &constants).unwrap();
    let has = |text: &[u8]| first.windows(text.len()).any(|bytes| bytes == text);
    assert!(has(b"needed") && !has(b"unused"));
}

#[test]
fn a_module_with_its_functions_in_another_order_does_the_same() {
    let wasm = wat::parse_str(PARITY).unwrap();
    let other = arranged(&wasm).unwrap();
    assert_ne!(other, wasm);
    let mut machine = Machine::new(&other);
    assert_eq!((machine.parity(4), machine.parity(3), machine.asked()), (Some(0), Some(1), Some(2)));
}

#[test]
fn imports_and_exports_get_short_names_in_the_module_and_its_script() {
    let wasm = wat::parse_str(
        r#"(module
            (import "page" "even_0123" (func)) (import "page" "odd_4567" (func)) (import "page" "odd" (func))
            (memory (export "memory") 1) (export "ask" (func 0)) (export "ask_all" (func 1)))"#,
    )
    .unwrap();
    let script = "{ even_0123: function() {}, odd_4567: function() {}, odd: function() { odd } }";
    let calls = "wasm.ask_all(wasm.memory, wasm.ask);";
    let (wasm, script) = shortened(&wasm, &format!("{script} {calls}")).unwrap();
    let expected = "{ i0: function() {}, i1: function() {}, odd: function() { odd } }";
    assert_eq!(script, format!("{expected} wasm.e1(wasm.memory, wasm.e0);"));
    let module = Module::new(&Engine::default(), &wasm[..]).unwrap();
    assert_eq!(
        module.imports().map(|import| import.name().to_owned()).collect::<Vec<_>>(),
        ["i0", "i1", "odd"]
    );
    assert_eq!(
        module.exports().map(|export| export.name().to_owned()).collect::<Vec<_>>(),
        ["e0", "e1", "memory"]
    );
}

#[test]
fn a_module_that_cannot_be_split_is_refused_with_the_reason() {
    let refused = |text| {
        let wasm = wat::parse_str(text).unwrap();
        part(&wasm, &BTreeSet::new(), &Constants::default()).map(drop).unwrap_err()
    };
    let why = |why: &str| Failed(format!("the module cannot be split: {why}"));
    assert_eq!(refused("(module)"), why("it has no table of functions"));
    assert_eq!(refused("(module (func $f) (start $f))"), why("it has a start function"));
    assert_eq!(refused(r#"(module (import "a" "b" (memory 1)))"#), why("it imports more than functions"));
}
