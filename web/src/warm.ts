// The first WebGL context of a browser can take half a second to come, and whoever asks waits. Asked for here, in a worker, it holds
// nothing up: while graphics start, the page is laid out and the map's library is read.
new OffscreenCanvas(1, 1).getContext("webgl2");
close();
