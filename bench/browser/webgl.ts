/** The AVC444 combination as a shader, for comparison: what `native-bindings/kernels/avc` does, in one pass. */

const VERTICES = `#version 300 es
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(4.0 * corner - 1.0, 0.0, 1.0);
}`;

/** AVC444v2: where each chroma value of full size stands in the main and in the auxiliary view. */
const FRAGMENTS = `#version 300 es
precision highp float;
uniform sampler2D mainY, mainU, mainV, auxY, auxU, auxV;
uniform int width, height;
out vec4 color;

float at(sampler2D plane, int x, int y) { return floor(texelFetch(plane, ivec2(x, y), 0).r * 255.0 + 0.5); }

float own(int x, int y, bool v) {
  if ((x & 1) == 1) return at(auxY, x / 2 + (v ? width / 2 : 0), y);
  if ((y & 1) == 1) {
    int column = x / 4 + (v ? width / 4 : 0);
    return (x & 2) == 0 ? at(auxU, column, y / 2) : at(auxV, column, y / 2);
  }
  return v ? at(mainV, x / 2, y / 2) : at(mainU, x / 2, y / 2);
}

float chroma(int x, int y, bool v) {
  float mean = own(x, y, v);
  if ((x & 1) == 1 || (y & 1) == 1) return mean;
  float value = clamp(4.0 * mean - own(x + 1, y, v) - own(x, y + 1, v) - own(x + 1, y + 1, v), 0.0, 255.0);
  return abs(value - mean) < 30.0 ? mean : value;
}

void main() {
  int x = int(gl_FragCoord.x), y = int(gl_FragCoord.y);
  float luma = at(mainY, x, y);
  float u = chroma(x, y, false) - 128.0, v = chroma(x, y, true) - 128.0;
  vec3 sum = vec3(luma) + floor(vec3(403.0 * v, -48.0 * u - 120.0 * v, 475.0 * u) / 256.0);
  color = vec4(clamp(sum, 0.0, 255.0) / 255.0, 1.0);
}`;

/** Returns what draws one picture, or in words why nothing does. */
export function combineInWebGl(
  width: number,
  height: number,
  main: Uint8Array,
  auxiliary: Uint8Array,
  readBack: boolean,
): (() => void) | string {
  const gl = new OffscreenCanvas(width, height).getContext('webgl2', { antialias: false, alpha: false });
  if (!gl) return 'no WebGL2';
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTICES],
    [gl.FRAGMENT_SHADER, FRAGMENTS],
  ] as const) {
    const shader = gl.createShader(type) as WebGLShader;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return gl.getProgramInfoLog(program) ?? 'no program';
  gl.useProgram(program);
  gl.uniform1i(gl.getUniformLocation(program, 'width'), width);
  gl.uniform1i(gl.getUniformLocation(program, 'height'), height);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  const luma = width * height;
  const planes = [main, auxiliary].flatMap((view, i) => {
    const [y, u, v] = i === 0 ? ['mainY', 'mainU', 'mainV'] : ['auxY', 'auxU', 'auxV'];
    return [
      { name: y, bytes: view.subarray(0, luma), columns: width, rows: height },
      { name: u, bytes: view.subarray(luma, (luma * 5) / 4), columns: width / 2, rows: height / 2 },
      { name: v, bytes: view.subarray((luma * 5) / 4), columns: width / 2, rows: height / 2 },
    ];
  });
  const textures = planes.map(({ name, columns, rows }, unit) => {
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R8, columns, rows);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.uniform1i(gl.getUniformLocation(program, name), unit);
    return texture;
  });
  const pixels = new Uint8Array(luma * 4);
  return () => {
    planes.forEach(({ bytes, columns, rows }, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, textures[unit]);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, columns, rows, gl.RED, gl.UNSIGNED_BYTE, bytes);
    });
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    // One pixel is enough to wait for all of them.
    if (readBack) gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    else gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  };
}
