// Hawtio's pages show texts, such as the source of a route, in the editor Monaco, which they would load from another
// site. This stands in its place, shows the text, and does nothing else that an editor does.
(() => {
  const nothing = () => ({ dispose() {} });
  // Whatever else is asked of it is there, and does nothing; "then" is not, or it would be taken for a promise.
  const patient = known => new Proxy(known, { get: (object, key) => (key in object || key === 'then' ? object[key] : nothing) });

  const model = text =>
    patient({
      text,
      getValue() {
        return this.text;
      },
      setValue(value) {
        this.text = value;
      },
    });

  const view = (container, options) => {
    const pre = container.appendChild(document.createElement('pre'));
    Object.assign(pre.style, { margin: '0', padding: '1em', height: '100%', overflow: 'auto', background: 'white' });
    let shown = options.model;
    const show = value => {
      pre.textContent = value;
    };
    show(shown.getValue());
    return patient({
      getModel: () => shown,
      setModel(other) {
        shown = other;
        show(other.getValue());
      },
      getValue: () => shown.getValue(),
      setValue(value) {
        shown.setValue(value);
        show(value);
      },
      getOption: () => true,
      dispose: () => pre.remove(),
    });
  };

  window.monaco = patient({
    Uri: { parse: text => text },
    KeyMod: patient({}),
    KeyCode: patient({}),
    editor: patient({
      EditorOption: {},
      create: view,
      createModel: model,
      getModel: () => null,
      getModels: () => [model('')],
      getModelMarkers: () => [],
    }),
  });
})();
