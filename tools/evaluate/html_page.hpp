// SPDX-License-Identifier: Apache-2.0
// The page that --report writes, as a Mustache template: {{name}} is escaped, {{#list}} repeats.
#pragma once

namespace tyto::evaluate {

inline constexpr const char* html_page = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{model}} &ndash; tyto-evaluate</title>
<style>
body { font: 15px/1.45 system-ui, sans-serif; color: #1d2a35; margin: 2em auto; max-width: 70em; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 2em; border-bottom: 1px solid #ccd5dc; }
table { border-collapse: collapse; margin: 0.7em 0; font-variant-numeric: tabular-nums; }
th, td { padding: 0.15em 0.7em; text-align: right; } th:first-child, td:first-child { text-align: left; }
thead th { border-bottom: 1px solid #9aa8b3; }
.worst { background: #fbe3dc; } .note { color: #5b6b78; font-size: 0.9em; }
.confusion td { text-align: center; padding: 0.15em 0.45em; }
svg text { font: 12px system-ui, sans-serif; fill: #1d2a35; }
.accuracy { fill: #2b7a78; } .size { fill: #d08c3f; } .snr { fill: #4f7cac; } .alone { fill: #a9c3de; } .hurts { fill: #c8553d; }
.buffer { fill: #a9c3de; stroke: #ffffff; }
</style>
</head>
<body>
<h1>{{model}}</h1>
<p>{{clips}} clips of {{folder}}. SHA-256 of the model: <code>{{sha256}}</code>. tyto {{version}}.</p>

<h2>Accuracy and size</h2>
<table>
<thead><tr><th>scheme</th><th>accuracy %</th><th>correct</th><th>parameter bytes</th><th>arena bytes</th></tr></thead>
{{#schemes}}<tr><td>{{scheme}}</td><td>{{accuracy}}</td><td>{{correct}}</td><td>{{parameters}}</td><td>{{arena}}</td></tr>
{{/schemes}}</table>
<svg width="900" height="{{bars_height}}" role="img" aria-label="accuracy and parameter bytes of each scheme">
{{#schemes}}<text x="170" y="{{text_y}}" text-anchor="end">{{scheme}}</text>
<rect class="accuracy" x="180" y="{{y}}" width="{{accuracy_width}}" height="18"/><text x="{{accuracy_end}}" y="{{text_y}}">{{accuracy}} %</text>
<rect class="size" x="570" y="{{y}}" width="{{size_width}}" height="18"/><text x="{{size_end}}" y="{{text_y}}">{{parameters}} bytes</text>
{{/schemes}}</svg>

<h2>Recall of each label, %</h2>
<table>
<thead><tr><th>label</th><th>clips</th>{{#schemes}}<th>{{scheme}}</th>{{/schemes}}</tr></thead>
{{#labels}}<tr><td>{{label}}</td><td>{{clips}}</td>{{#recalls}}<td>{{recall}}</td>{{/recalls}}</tr>
{{/labels}}</table>

{{#schemes}}{{#has_layers}}<h2>{{scheme}}: layers against float</h2>
<p class="note">Signal to noise in dB, the more the better. Dark: what has come together up to the layer. Light: the layer alone, on the float network's inputs. Red: the layer that alone does most harm. Saturated: values that int8 cannot reach.</p>
<svg width="900" height="{{layers_height}}" role="img" aria-label="signal to noise of each layer">
{{#layers}}<text x="170" y="{{text_y}}" text-anchor="end">{{layer}}</text>
<rect class="snr" x="180" y="{{y}}" width="{{snr_width}}" height="9"/><rect class="{{alone_class}}" x="180" y="{{alone_y}}" width="{{alone_width}}" height="9"/><text x="{{end}}" y="{{text_y}}">{{snr}} / {{alone}}</text>
{{/layers}}</svg>
<table>
<thead><tr><th>layer</th><th>SNR dB</th><th>alone dB</th><th>saturated</th><th>of values</th></tr></thead>
{{#layers}}<tr class="{{row_class}}"><td>{{layer}}</td><td>{{snr}}</td><td>{{alone}}</td><td>{{saturated}}</td><td>{{values}}</td></tr>
{{/layers}}</table>
{{/has_layers}}{{/schemes}}

{{#schemes}}<h2>{{scheme}}: memory map</h2>
<p class="note">Layers from left to right in the order they run, {{arena}} bytes of arena from bottom to top: where each output lies, from the layer that writes it to the last that reads it. An output may lie over rows of its input that have been read already.</p>
<svg width="900" height="240" role="img" aria-label="memory map">
<line x1="60" y1="200" x2="890" y2="200" stroke="#9aa8b3"/><text x="55" y="204" text-anchor="end">0</text><text x="55" y="24" text-anchor="end">{{arena}}</text>
{{#buffers}}<rect class="buffer" fill-opacity="0.75" x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}"><title>{{layer}}: {{bytes}} bytes at {{offset}}</title></rect><text x="{{x}}" dx="2" y="214" transform="rotate(20 {{x}} 214)">{{layer}}</text>
{{/buffers}}</svg>
{{/schemes}}

{{#schemes}}<h2>{{scheme}}: confusion</h2>
<table class="confusion">
<thead><tr><th>clip is \ heard</th>{{#names}}<th>{{name}}</th>{{/names}}</tr></thead>
{{#confusion}}<tr><td>{{label}}</td>{{#cells}}<td style="background: rgba({{colour}}, {{share}})">{{count}}</td>{{/cells}}</tr>
{{/confusion}}</table>
{{/schemes}}
</body>
</html>
)html";

}  // namespace tyto::evaluate
