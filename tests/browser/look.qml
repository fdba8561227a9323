// Opens /page/page.html and tells on standard error, a line each: what the page said on its console, what could not
// be loaded, and last what is to be seen on it, as JSON.
import QtQuick 2.15
import QtQuick.Window 2.15
import QtWebEngine 1.10

Window {
    width: 1200
    height: 900
    visible: true

    WebEngineView {
        anchors.fill: parent
        url: "file:///page/page.html"
        onJavaScriptConsoleMessage: console.log("CONSOLE " + message)
        onLoadingChanged: {
            if (loadRequest.status === WebEngineView.LoadFailedStatus) {
                console.log("FAILED " + loadRequest.errorString)
                Qt.exit(1)
            }
            if (loadRequest.status === WebEngineView.LoadSucceededStatus)
                runJavaScript("JSON.stringify((" + seen + ")())", function (told) {
                    console.log("SEEN " + told)
                    Qt.exit(0)
                })
        }
    }

    // Runs in the page, as text.
    property string seen: "function () {
        const all = (what, within) => [...(within || document).querySelectorAll(what)];
        const box = one => { const at = one.getBoundingClientRect(); return [at.width, at.height]; };
        return {
            title: document.title,
            headings: all('h1, h2, h3').map(one => one.innerText),
            tables: all('table').map(one => all('tr', one).map(row => all('td, th', row).map(cell => cell.innerText))),
            pictures: all('svg').map(one => ({ box: box(one), texts: all('text', one).map(text => text.textContent),
                                               shapes: all('path, polygon, ellipse', one).length })),
            bars: all('.bar').map(one => ({ box: box(one), parts: all('span', one).map(box) })),
            width: document.documentElement.scrollWidth,
            loaded: performance.getEntriesByType('resource').map(one => one.name),
        };
    }"
}
