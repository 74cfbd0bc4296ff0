"""Names that each language brings along: keywords, built-ins, and the best known of its standard library."""

_JAVASCRIPT = """
async await break case catch class const continue debugger default delete do else export extends false finally for
function if import in instanceof let new null of return static super switch this throw true try typeof undefined var
void while with yield Array ArrayBuffer BigInt Boolean DataView Date Error EvalError Float64Array Function Infinity
Intl JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol
SyntaxError TypeError URIError Uint8Array WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI
encodeURIComponent eval isFinite isNaN parseFloat parseInt globalThis console log warn error process env Buffer
require module exports document window textContent innerHTML createElement addEventListener querySelector setTimeout
clearTimeout setInterval clearInterval setImmediate queueMicrotask fetch URL URLSearchParams AbortController
AbortSignal timeout then catch finally all allSettled race any resolve reject map filter reduce forEach find findIndex
some every includes indexOf push pop shift unshift slice splice concat join split replace replaceAll trim startsWith
endsWith match matchAll test exec toString keys values entries assign freeze hasOwn hasOwnProperty isArray from length
sort localeCompare toFixed crypto randomBytes randomUUID timingSafeEqual createHash execFile spawn readFile writeFile
path join normalize
"""

_TYPESCRIPT = """
abstract any as asserts declare enum implements interface is keyof namespace never number object private protected
public readonly satisfies string symbol type unknown unique Partial Required Readonly Record Pick Omit Exclude Extract
NonNullable ReturnType Parameters Awaited
"""

_GO = """
break case chan const continue default defer else fallthrough for func go goto if import interface map package range
return select struct switch type var append cap clear close complex copy delete imag len make max min new panic print
println real recover any bool byte comparable complex128 error float32 float64 int int8 int16 int32 int64 rune string
uint uint8 uint16 uint32 uint64 uintptr true false iota nil context Context Background WithTimeout WithCancel Done Err
errors Is As New Join Wrap fmt Errorf Printf Sprintf Println log io ReadAll Reader Writer Closer Close EOF LimitReader
os Open Create ReadFile WriteFile Getenv Exit sync Mutex RWMutex Lock Unlock RLock RUnlock WaitGroup Add Wait Once Do
Pool atomic time Duration Second Millisecond Sleep After Now Since NewTicker NewTimer Stop http Client Get Timeout
Request Response Body Handler HandleFunc ListenAndServe Server StatusCode sql DB Query QueryContext Exec ExecContext
Prepare Rows Scan rows Next strings Builder Split Join TrimSpace HasPrefix strconv Atoi Itoa ParseInt json Marshal
Unmarshal NewDecoder Decode exec Command rand crypto subtle ConstantTimeCompare filepath Clean path Base testing slog
"""

_RUST = """
as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub
ref return self Self static struct super trait true type unsafe use where while bool char f32 f64 i8 i16 i32 i64 i128
isize str u8 u16 u32 u64 u128 usize Vec String Option Some None Result Ok Err Box Rc Arc RefCell Cell Mutex RwLock
lock read write HashMap HashSet BTreeMap VecDeque Cow Path PathBuf Duration Instant Iterator IntoIterator Clone Copy
Debug Default Display Drop Eq Error From Into PartialEq Send Sync ToString TryFrom unwrap expect unwrap_or
unwrap_or_else unwrap_or_default ok_or map map_err and_then is_some is_none is_ok is_err iter into_iter collect clone
as_ref as_str as_bytes to_string to_owned len push pop get insert remove contains join split trim parse checked_add
saturating_sub wrapping_add try_from try_into panic println format vec assert todo unimplemented dbg write writeln std
fs io env thread spawn process Command tokio timeout spawn_blocking
"""

_JAVA = """
abstract assert boolean break byte case catch char class const continue default do double else enum extends final
finally float for if implements import instanceof int interface long native new null package private protected public
record return sealed short static strictfp super switch synchronized this throw throws transient true false try var
void volatile while yield Object String StringBuilder Integer Long Double Boolean Character Byte Short Float Number
Math System Thread Runnable Exception RuntimeException IllegalArgumentException IllegalStateException
NullPointerException IOException InterruptedException Error Override Deprecated Optional List ArrayList Map HashMap
Set HashSet Collections Arrays Iterator Stream Collectors Objects requireNonNull equals hashCode toString getBytes
StandardCharsets UTF_8 length size isEmpty get put add remove contains stream of close AutoCloseable InputStream
OutputStream Files Path Paths Reader BufferedReader Connection Statement PreparedStatement prepareStatement setString
executeQuery ResultSet ProcessBuilder Runtime exec ExecutorService CompletableFuture ReentrantLock lock unlock
AtomicInteger BigDecimal Instant LocalDate ZoneOffset SecureRandom MessageDigest Cipher Pattern ThreadLocalRandom
interrupt currentThread compareTo
"""

_C = """
auto break case char const continue default do double else enum extern float for goto if inline int long register
restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool true false
NULL size_t ssize_t ptrdiff_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t
FILE errno EOF malloc calloc realloc reallocarray free memcpy memmove memset memcmp strlen strnlen strcpy strncpy
strlcpy strcat strncat strlcat strcmp strncmp strchr strstr strdup strtol strtoul strtod atoi snprintf sprintf printf
fprintf vsnprintf scanf sscanf fgets gets fopen fclose fread fwrite fseek ftell fflush feof ferror open close read
write exit abort assert perror getenv system popen mkstemp mktemp tmpnam rand srand getrandom explicit_bzero
pthread_mutex_lock pthread_mutex_unlock INT_MAX INT_MIN SIZE_MAX UINT_MAX time localtime localtime_r strerror signal
sigaction qsort bsearch
"""

_CPP = """
alignas alignof catch class concept consteval constexpr constinit const_cast co_await co_return co_yield decltype
delete dynamic_cast explicit export false final friend module mutable namespace new noexcept nullptr operator override
private protected public reinterpret_cast requires static_assert static_cast template this thread_local throw try
typeid typename using virtual std string string_view vector map unordered_map set unordered_set array deque list pair
tuple optional variant unique_ptr shared_ptr weak_ptr make_unique make_shared move forward function lock_guard
unique_lock scoped_lock mutex thread jthread atomic future async begin end size empty push_back emplace_back at find
insert erase reserve resize c_str data front back clear cout cerr endl ifstream ofstream exception runtime_error
invalid_argument out_of_range numeric_limits span get reset release chrono filesystem path swap sort min max
"""

STANDARD: dict[str, frozenset[str]] = {
    "javascript": frozenset(_JAVASCRIPT.split()),
    "typescript": frozenset((_JAVASCRIPT + _TYPESCRIPT).split()),
    "tsx": frozenset((_JAVASCRIPT + _TYPESCRIPT).split()),
    "go": frozenset(_GO.split()),
    "rust": frozenset(_RUST.split()),
    "java": frozenset(_JAVA.split()),
    "c": frozenset(_C.split()),
    "cpp": frozenset((_C + _CPP).split()),
}
"""Language → names; Python's are read from the library itself."""
