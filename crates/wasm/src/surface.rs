//! The patcher: an `svg` element in the page that is brought from one drawing to the next by touching what changed.

use js_sys::JsString;
use ordinal_picture::{Attr, Content, Drawing, LEAVE_MILLIS, Node, Patch, Tag, Value, diff};
use std::cell::RefCell;
use std::sync::Arc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element};

#[wasm_bindgen]
extern "C" {
    /// An element, to set attributes of. It differs from [`Element`] in that their names need not be made anew each time.
    type Attributed;
    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Attributed, name: &JsString, value: &JsString);
}

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element in the page and the elements in it that are part of the drawing: what is still shown leaving is not.
#[derive(Debug)]
struct Branch {
    element: Element,
    children: Vec<Branch>,
}

/// An `svg` element that shows drawings, one after the other.
#[derive(Debug)]
pub struct Surface {
    document: Document,
    host: Element,
    shown: Option<(Arc<Node>, Branch)>,
    /// Whether what leaves is shown leaving.
    pub motion: bool,
}

impl Surface {
    /// A surface that puts its `svg` element at the end of `host`.
    ///
    /// # Errors
    /// When the element belongs to no document.
    pub fn new(host: Element) -> Result<Surface, JsValue> {
        let document = host.owner_document().ok_or("the element belongs to no document")?;
        Ok(Surface { document, host, shown: None, motion: true })
    }

    /// Shows a drawing.
    ///
    /// # Errors
    /// When the page refuses a node; then the surface is empty.
    pub fn show(&mut self, drawing: &Drawing) -> Result<(), JsValue> {
        let root = Arc::clone(&drawing.root);
        let shown = match self.shown.take() {
            Some((before, branch)) if before.tag == root.tag => self.patched(&before, branch, &root),
            Some((_, branch)) => {
                branch.element.remove();
                self.fresh(&root)
            }
            None => self.fresh(&root),
        };
        self.shown = Some((root, shown?));
        Ok(())
    }

    fn fresh(&self, root: &Node) -> Result<Branch, JsValue> {
        let branch = self.build(root)?;
        self.host.append_child(&branch.element)?;
        Ok(branch)
    }

    fn patched(&self, before: &Node, root: Branch, after: &Node) -> Result<Branch, JsValue> {
        let mut path = vec![root];
        // The places of the branches after the first in those before them.
        let mut places = Vec::new();
        for patch in diff(before, after) {
            match patch {
                Patch::Enter(index) => {
                    let Some(child) = path.last_mut().map(|parent| parent.children.remove(index)) else {
                        continue;
                    };
                    path.push(child);
                    places.push(index);
                }
                Patch::Leave => leave(&mut path, &mut places),
                Patch::Set(..)
                | Patch::Unset(_)
                | Patch::Text(_)
                | Patch::Clear
                | Patch::Insert(..)
                | Patch::Remove(_)
                | Patch::Move(..) => {
                    if let Some(branch) = path.last_mut() {
                        self.apply(branch, patch)?;
                    }
                }
            }
        }
        path.pop().ok_or_else(|| "the drawing has no root".into())
    }

    fn apply(&self, branch: &mut Branch, patch: Patch<'_>) -> Result<(), JsValue> {
        let Branch { element, children } = branch;
        match patch {
            Patch::Enter(_) | Patch::Leave => {}
            Patch::Set(attr, value) => set(element, attr, value),
            Patch::Unset(attr) => element.remove_attribute(attr.name())?,
            Patch::Text(value) => {
                children.clear();
                retext(element, &text(value));
            }
            Patch::Clear => element.set_text_content(None),
            Patch::Insert(index, node) => {
                let child = self.build(node)?;
                place(element, children, index, child)?;
            }
            Patch::Remove(index) => self.dismiss(children.remove(index).element)?,
            Patch::Move(from, to) => {
                let child = children.remove(from);
                place(element, children, to, child)?;
            }
        }
        Ok(())
    }

    /// Takes an element out: at once, or when it has been shown leaving.
    fn dismiss(&self, element: Element) -> Result<(), JsValue> {
        if !self.motion || !element.class_list().contains("fade") {
            element.remove();
            return Ok(());
        }
        element.class_list().add_1("leave")?;
        element.set_attribute("aria-hidden", "true")?;
        // Of a closure that is forgotten, the page would keep its part for ever.
        let remove = Closure::once_into_js(move || element.remove());
        let window = web_sys::window().ok_or("there is no window")?;
        let millis = LEAVE_MILLIS as i32;
        window.set_timeout_with_callback_and_timeout_and_arguments_0(remove.unchecked_ref(), millis)?;
        Ok(())
    }

    fn build(&self, node: &Node) -> Result<Branch, JsValue> {
        let element = self.element(node.tag)?;
        for (attr, value) in &node.attrs {
            set(&element, *attr, value);
        }
        let mut children = Vec::new();
        match &node.content {
            Content::Text(value) => element.set_text_content(Some(&text(value))),
            Content::Children(nodes) => {
                for node in nodes {
                    let child = self.build(node)?;
                    element.append_child(&child.element)?;
                    children.push(child);
                }
            }
        }
        Ok(Branch { element, children })
    }

    fn element(&self, tag: Tag) -> Result<Element, JsValue> {
        self.document.create_element_ns(Some(SVG), tag.name())
    }
}

impl Drop for Surface {
    fn drop(&mut self) {
        if let Some((_, branch)) = &self.shown {
            branch.element.remove();
        }
    }
}

/// Puts the branch at the end of the path back to its place in the one before it.
fn leave(path: &mut Vec<Branch>, places: &mut Vec<usize>) {
    let (Some(branch), Some(index)) = (path.pop(), places.pop()) else { return };
    if let Some(parent) = path.last_mut() {
        parent.children.insert(index, branch);
    }
}

/// Puts a child before the one that is at the index now, or after the last.
fn place(parent: &Element, children: &mut Vec<Branch>, index: usize, child: Branch) -> Result<(), JsValue> {
    let before = children.get(index).map(|next| next.element.unchecked_ref());
    parent.insert_before(&child.element, before)?;
    children.insert(index, child);
    Ok(())
}

/// Gives an element a text. One that is there is changed: another in its place costs more.
fn retext(element: &Element, text: &str) {
    match element.first_child().filter(|node| node.node_type() == web_sys::Node::TEXT_NODE) {
        Some(there) => there.set_node_value(Some(text)),
        None => element.set_text_content(Some(text)),
    }
}

thread_local! {
    /// The fixed words that were given to the page, by address and length and in order of those: it decodes each once.
    static WORDS: RefCell<Vec<((usize, usize), JsString)>> = const { RefCell::new(Vec::new()) };
}

/// A fixed word as the page has it.
fn word(word: &'static str) -> JsString {
    let key = (word.as_ptr().addr(), word.len());
    WORDS.with_borrow_mut(|words| {
        let at = words.partition_point(|(other, _)| *other < key);
        if words.get(at).is_none_or(|(other, _)| *other != key) {
            words.insert(at, (key, JsString::from(word)));
        }
        words[at].1.clone()
    })
}

fn set(element: &Element, attr: Attr, value: &Value) {
    let value = match value {
        Value::Word(fixed) => word(fixed),
        Value::Text(text) => JsString::from(&**text),
        Value::Number(_) | Value::At(..) => JsString::from(text(value)),
    };
    element.unchecked_ref::<Attributed>().set_attribute(&word(attr.name()), &value);
}

fn text(value: &Value) -> String {
    let mut text = String::new();
    value.write(&mut text);
    text
}
