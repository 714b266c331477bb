// Says what is the matter when the page's modules do not come at all: then nothing else can. Plain JavaScript, for any browser.
(function () {
  var forbidden = [];
  document.addEventListener('securitypolicyviolation', function (event) {
    if (/^script-src/.test(event.effectiveDirective) && /\.js$/.test(event.blockedURI)) forbidden.push(event.blockedURI);
  });

  // Modules that come have run before the page counts as loaded.
  addEventListener('load', function () {
    if (!window.customElements || !customElements.get('ordinal-player')) diagnose();
  });

  function diagnose() {
    if (!('noModule' in HTMLScriptElement.prototype) || !window.customElements) return say('This browser is too old.', 'Use one of the last three years.');
    if (location.protocol === 'file:') return say('Browsers do not let a page on disk load its scripts.', 'Serve the folder, for instance with “npx serve”, and open the address that it prints.');
    if (forbidden.length > 0) return say('The Content-Security-Policy forbids ' + nameOf(forbidden[0]) + '.', 'Add \'self\' to script-src.');
    Promise.all(scripts().map(ask)).then(function (answers) {
      var wrong = answers.filter(Boolean)[0];
      if (wrong) say(wrong[0], wrong[1]);
      else say('Its scripts have come, but do not run.', 'Use a newer browser; its console may say more.');
    });
  }

  function scripts() {
    var named = [].map.call(document.querySelectorAll('script[type=module]'), function (script) { return script.src; });
    var loaded = performance.getEntriesByType('resource').map(function (entry) { return entry.name; });
    return named.concat(loaded).filter(function (url, index, all) { return /\.js$/.test(url) && all.indexOf(url) === index; });
  }

  function ask(url) {
    return fetch(url).then(
      function (answer) {
        var type = (answer.headers.get('content-type') || '').split(';')[0];
        if (!answer.ok) return ['The host answers ' + answer.status + ' for ' + nameOf(url) + '.', 'Copy the whole folder dist/ to the host, with everything in assets/.'];
        if (!/javascript|ecmascript/.test(type)) return ['The host serves ' + nameOf(url) + ' as “' + type + '”.', 'It must be “text/javascript”.'];
      },
      function () { return [nameOf(url) + ' cannot be reached.', 'Look at the network: the host does not answer, or an extension of the browser blocks it.']; },
    );
  }

  function nameOf(url) {
    return url.split('/').slice(-2).join('/');
  }

  function say(what, remedy) {
    var alert = document.createElement('p');
    alert.setAttribute('role', 'alert');
    alert.className = 'not-started';
    alert.textContent = 'Ordinal could not be loaded. ' + what + ' ' + remedy;
    document.body.appendChild(alert);
  }
})();
