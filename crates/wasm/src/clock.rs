//! The player's clock: a frame of the page while it is visible, a timer while no frame comes.

use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Window};

/// How often time passes in a page that nobody sees, in milliseconds.
const HIDDEN_MILLIS: u32 = 250;

/// What wakes the player next.
#[derive(Debug)]
enum Alarm {
    Frame(i32),
    Timer(#[expect(dead_code, reason = "dropping it cancels it")] Timeout),
}

/// Calls back until it is stopped or dropped.
pub(crate) struct Clock {
    window: Window,
    document: Document,
    alarm: RefCell<Option<Alarm>>,
    tick: Closure<dyn FnMut()>,
    switch: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Clock {
    /// A clock that calls `tick` each time it rings; it rings once each time it is [set](Clock::set).
    pub fn new(tick: impl FnMut() + 'static) -> Result<Rc<Clock>, JsValue> {
        let window = web_sys::window().ok_or("there is no window")?;
        let document = window.document().ok_or("there is no document")?;
        let (alarm, switch) = (RefCell::new(None), RefCell::new(None));
        let tick = Closure::new(tick);
        let clock = Rc::new(Clock { window, document, alarm, tick, switch });
        clock.follow_visibility()?;
        Ok(clock)
    }

    /// The milliseconds since the page was opened.
    pub fn now(&self) -> f64 {
        self.window.performance().map_or(0.0, |performance| performance.now())
    }

    /// Rings with the next frame, or soon.
    pub fn set(&self) {
        let mut alarm = self.alarm.borrow_mut();
        if alarm.is_none() {
            *alarm = self.alarm();
        }
    }

    /// Does not ring.
    pub fn stop(&self) {
        if let Some(Alarm::Frame(id)) = self.alarm.take() {
            let _ = self.window.cancel_animation_frame(id);
        }
    }

    /// Has rung: it can be set again.
    pub fn rung(&self) {
        self.alarm.take();
    }

    fn alarm(&self) -> Option<Alarm> {
        let tick = self.tick.as_ref().unchecked_ref::<js_sys::Function>();
        if !self.document.hidden() {
            return self.window.request_animation_frame(tick).ok().map(Alarm::Frame);
        }
        let tick = tick.clone();
        Some(Alarm::Timer(Timeout::new(HIDDEN_MILLIS, move || {
            let _ = tick.call0(&JsValue::NULL);
        })))
    }

    /// A frame that was asked for does not come once the page is hidden, so the alarm is set anew.
    fn follow_visibility(self: &Rc<Clock>) -> Result<(), JsValue> {
        let clock = Rc::downgrade(self);
        let switch = Closure::<dyn FnMut()>::new(move || {
            if let Some(clock) = clock.upgrade().filter(|clock| clock.alarm.borrow().is_some()) {
                clock.stop();
                clock.set();
            }
        });
        let listener = switch.as_ref().unchecked_ref();
        self.document.add_event_listener_with_callback("visibilitychange", listener)?;
        self.switch.replace(Some(switch));
        Ok(())
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.stop();
        if let Some(switch) = self.switch.take() {
            let listener = switch.as_ref().unchecked_ref();
            let _ = self.document.remove_event_listener_with_callback("visibilitychange", listener);
        }
    }
}
