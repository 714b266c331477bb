//! What happens when the model panics, which it should not: the page is told, and shows it.

use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::panic::{PanicHookInfo, set_hook};
use wasm_bindgen::JsValue;

thread_local! {
    static LISTENERS: RefCell<Vec<(u32, Function)>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Whoever wants to be told, for as long as this is kept.
#[derive(Debug)]
pub(crate) struct Listener(u32);

/// Calls `tell` with a description when the model panics. The player must not be used after that.
pub(crate) fn listen(tell: Function) -> Listener {
    let id = LAST.get() + 1;
    if LAST.replace(id) == 0 {
        set_hook(Box::new(report));
    }
    LISTENERS.with_borrow_mut(|listeners| listeners.push((id, tell)));
    Listener(id)
}

impl Drop for Listener {
    fn drop(&mut self) {
        LISTENERS.with_borrow_mut(|listeners| listeners.retain(|(id, _)| *id != self.0));
    }
}

fn report(info: &PanicHookInfo<'_>) {
    let description = JsValue::from(info.to_string());
    web_sys::console::error_1(&description);
    let listeners = LISTENERS.with(|listeners| listeners.try_borrow().map(|list| list.clone()));
    for (_, listener) in listeners.unwrap_or_default() {
        // It must not stop the others.
        let _ = listener.call1(&JsValue::NULL, &description);
    }
}
