"""Names that JavaScript has without an import: of the language, of node, of browsers, of test runners."""

from __future__ import annotations

import re

_LANGUAGE = """
AggregateError Array ArrayBuffer AsyncDisposableStack AsyncFunction AsyncIterator Atomics BigInt
BigInt64Array BigUint64Array Boolean DataView Date DisposableStack Error EvalError FinalizationRegistry
Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON
Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer
String SuppressedError Symbol SyntaxError Temporal TypeError URIError Uint16Array Uint32Array Uint8Array
Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly arguments async await decodeURI decodeURIComponent
encodeURI encodeURIComponent escape eval get globalThis isFinite isNaN let of parseFloat parseInt set static
this undefined unescape yield
"""
_NODE = """
Buffer __dirname __filename clearImmediate exports gc global module process require root setImmediate Bun
Deno EdgeRuntime NodeJS
"""
_BROWSER = """
AbortController AbortSignal Accelerometer AnalyserNode Animation Attr Audio BarcodeDetector Blob
BluetoothUUID BroadcastChannel ByteLengthQueuingStrategy Cache CacheStorage CanvasGradient CanvasPattern
CanvasRenderingContext2D CharacterData Clipboard ClipboardEvent ClipboardItem CloseEvent Comment
CompositionEvent CompressionStream CookieStore CountQueuingStrategy Credential Crypto CryptoKey
CustomElementRegistry CustomEvent DOMException DOMImplementation DOMMatrix DOMParser DOMPoint DOMQuad
DOMRect DOMStringList DOMStringMap DOMTokenList DataTransfer DataTransferItem DecompressionStream Document
DocumentFragment DocumentType DragEvent Element ErrorEvent Event EventSource EventTarget EyeDropper File
FileList FileReader FocusEvent FontFace FormData FormDataEvent Gamepad Geolocation HashChangeEvent Headers
Highlight History IdleDeadline Image ImageBitmap ImageCapture ImageData InputEvent IntersectionObserver
IntersectionObserverEntry KeyboardEvent KeyframeEffect Location MathMLElement MessageChannel MessageEvent
MessagePort MouseEvent MutationObserver MutationRecord NamedNodeMap Navigator NetworkInformation Node
NodeFilter NodeIterator NodeList Notification OffscreenCanvas Option PageTransitionEvent Path2D
PaymentRequest Performance PerformanceObserver Permissions Plugin PointerEvent PopStateEvent ProgressEvent
PromiseRejectionEvent PublicKeyCredential PushManager Range ReadableStream Request ResizeObserver
ResizeObserverEntry Response Sanitizer Screen ScrollTimeline SecurityPolicyViolationEvent Selection
ServiceWorker ServiceWorkerContainer ShadowRoot SharedWorker SpeechRecognition SpeechSynthesisUtterance
StaticRange Storage StorageEvent StyleSheet SubmitEvent SubtleCrypto Text TextDecoder TextDecoderStream
TextEncoder TextEncoderStream TextTrack TouchEvent Touch TransformStream TransitionEvent TreeWalker
TrustedHTML TrustedScript TrustedScriptURL TrustedTypePolicy UIEvent URL URLPattern URLSearchParams
ValidityState ViewTransition VisualViewport WakeLock WebSocket WebTransport WheelEvent Window Worker
WorkerGlobalScope WritableStream XMLDocument XMLHttpRequest XMLSerializer XPathEvaluator XPathResult
XSLTProcessor ActiveXObject addEventListener alert atob blur btoa caches cancelAnimationFrame
cancelIdleCallback chrome browser clearInterval clearTimeout clients close closed confirm console
cookieStore createImageBitmap crypto customElements devicePixelRatio dispatchEvent document event external
fetch find focus frameElement frames getComputedStyle getSelection history importScripts indexedDB
innerHeight innerWidth isSecureContext launchQueue length localStorage location locationbar matchMedia
menubar moveBy moveTo name navigation navigator onerror onload onmessage open opener origin outerHeight
outerWidth pageXOffset pageYOffset parent performance personalbar postMessage print prompt queueMicrotask
registration removeEventListener reportError requestAnimationFrame requestIdleCallback resizeBy resizeTo
scheduler screen screenLeft screenTop screenX screenY scroll scrollBy scrollTo scrollX scrollY self
sessionStorage setInterval setTimeout showOpenFilePicker showSaveFilePicker skipWaiting speechSynthesis
status stop structuredClone styleMedia toolbar top trustedTypes visualViewport window
"""
_TESTS_AND_FRAMES = """
$ $$ afterAll afterEach after angular assert before beforeAll beforeEach browser by chai cy Cypress describe
element expect expectTypeOf fail fdescribe fit it jasmine jest jQuery JSX mocha Mousetrap page pending
protractor React sinon specify spyOn suite suiteSetup suiteTeardown setup teardown test vi vitest xdescribe
xit xtest definePageMeta defineProps defineEmits defineExpose defineModel defineOptions defineSlots
withDefaults
"""
KNOWN = frozenset(" ".join((_LANGUAGE, _NODE, _BROWSER, _TESTS_AND_FRAMES)).split())
"""Well-known globals."""

FAMILIES = re.compile(
    r"(HTML|SVG|CSS|WebGL|WEBGL|RTC|IDB|GPU|Media|Audio|Video|XR|USB|MIDI|Bluetooth|Performance)[A-Z]?\w*"
    r"|(on[a-z]+)|_+\w*"
)
"""Families of them, too many to name; and names that build tools put in."""
