//! What happens when the model panics, which it should not: the page is told, and shows it.

use js_sys::Function;
use std::cell::RefCell;
use std::panic::{PanicHookInfo, set_hook};
use wasm_bindgen::JsValue;

thread_local! {
    static LISTENERS: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Calls `tell` with a description when the model panics. The player must not be used after that.
pub(crate) fn listen(tell: Function) {
    LISTENERS.with_borrow_mut(|listeners| {
        if listeners.is_empty() {
            set_hook(Box::new(report));
        }
        listeners.push(tell);
    });
}

fn report(info: &PanicHookInfo<'_>) {
    let description = JsValue::from(info.to_string());
    web_sys::console::error_1(&description);
    let listeners = LISTENERS.with(|listeners| listeners.try_borrow().map(|list| list.clone()));
    for listener in listeners.unwrap_or_default() {
        // It must not stop the others.
        let _ = listener.call1(&JsValue::NULL, &description);
    }
}
