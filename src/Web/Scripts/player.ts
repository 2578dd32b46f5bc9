import WaveSurfer from "wavesurfer.js";
import { csrfHeader } from "./requests";

const loudest = 127;
/** Quieter than this is silence, and of silence only what lasts longer than a second is skipped. */
const silent = 4;
const longestPause = 1;
const leadIn = 0.15;
const step = 5;
/** The server ends a session in which nothing is asked for in a quarter of an hour, and what the browser has in store is played without asking. */
const tellEvery = 5 * 60_000;

const clock = (seconds: number): string => {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
};

/** For each stretch whether anybody is heard in it. */
function heard(peaks: number[][]): boolean[] {
  return (peaks[0] ?? []).map((_, i) => peaks.some(channel => channel[i]! >= silent));
}

/** Both voices in both ears, or one of them alone. */
class Voices {
  private gains: GainNode[] = [];

  constructor(private readonly audio: HTMLAudioElement) {}

  /** Browsers let sound be mixed only after somebody has pressed something. */
  start(): void {
    if (this.gains.length > 0) return;
    const context = new AudioContext();
    const splitter = context.createChannelSplitter(2);
    context.createMediaElementSource(this.audio).connect(splitter);
    this.gains = [0, 1].map(channel => {
      const gain = context.createGain();
      splitter.connect(gain, channel);
      gain.connect(context.destination);
      return gain;
    });
  }

  choose(voice: string): void {
    this.start();
    this.gains.forEach((gain, channel) => { gain.gain.value = voice === "both" || voice === String(channel) ? 1 : 0; });
  }
}

/** The listening session at the server, whose key opens the sound. */
class Session {
  private toldAt = Date.now();
  private telling: Promise<boolean> | null = null;

  constructor(private readonly recording: string, private key: string) {}

  get address(): string {
    return `${this.recording}/audio?key=${encodeURIComponent(this.key)}`;
  }

  get isQuiet(): boolean {
    return Date.now() - this.toldAt > tellEvery;
  }

  /** Says that somebody still listens; true if another session had to be begun, with another address. */
  goOn(): Promise<boolean> {
    return (this.telling ??= this.tell().finally(() => { this.telling = null; }));
  }

  private async tell(): Promise<boolean> {
    this.toldAt = Date.now();
    const answer = await fetch(`${this.recording}/continue`, { method: "POST", headers: csrfHeader(), body: new URLSearchParams({ key: this.key }) }).catch(() => null);
    if (!answer?.ok) return false;
    const before = this.key;
    this.key = ((await answer.json()) as { key: string }).key;
    return this.key !== before;
  }
}

class Player {
  private readonly audio = new Audio();
  private readonly session: Session;
  private readonly wave: WaveSurfer;
  private readonly speech: boolean[];
  private readonly voices: Voices | null;
  private readonly skip: HTMLInputElement | null;

  constructor(private readonly element: HTMLElement) {
    const peaks = JSON.parse(element.dataset["peaks"]!) as number[][];
    this.speech = heard(peaks);
    this.skip = element.querySelector<HTMLInputElement>("[data-act=skip]");
    this.voices = element.querySelector("[data-act=voice]") ? new Voices(this.audio) : null;
    this.audio.preload = "metadata";
    this.session = new Session(element.dataset["recording"]!, element.dataset["key"]!);
    this.audio.src = this.session.address;
    this.wave = this.draw(peaks);
    this.listen();
  }

  private draw(peaks: number[][]): WaveSurfer {
    const color = (name: string): string => getComputedStyle(this.element).getPropertyValue(name).trim();
    const look = { waveColor: color("--wave"), progressColor: color("--link") };
    return WaveSurfer.create({
      container: this.element.querySelector<HTMLElement>(".wave")!,
      media: this.audio,
      height: 32,
      barWidth: 2,
      barGap: 1,
      barRadius: 2,
      cursorColor: color("--ink"),
      dragToSeek: true,
      normalize: true,
      ...look,
      cspNonce: document.querySelector<HTMLMetaElement>("meta[name=style-nonce]")?.nonce ?? "",
      ...(peaks.length > 0 ? { peaks: peaks.map(channel => channel.map(p => p / loudest)), duration: Number(this.element.dataset["seconds"]) } : {}),
      ...(peaks.length > 1 ? { splitChannels: peaks.map(() => look) } : {}),
    });
  }

  private listen(): void {
    const { audio, element } = this;
    const play = element.querySelector<HTMLButtonElement>("[data-act=play]")!;
    const [playWords, pauseWords] = [play.getAttribute("aria-label")!, play.dataset["pause"]!];
    const show = (): void => {
      element.classList.toggle("playing", !audio.paused);
      play.setAttribute("aria-label", audio.paused ? playWords : pauseWords);
    };
    play.addEventListener("click", () => void this.toggle());
    audio.addEventListener("play", show);
    audio.addEventListener("pause", show);
    audio.addEventListener("timeupdate", () => this.tick());
    audio.addEventListener("error", () => void this.recover());
    element.querySelector<HTMLSelectElement>("[data-act=speed]")!.addEventListener("change", e => { audio.playbackRate = audio.defaultPlaybackRate = Number((e.target as HTMLSelectElement).value); });
    element.querySelector<HTMLSelectElement>("[data-act=voice]")?.addEventListener("change", e => this.voices!.choose((e.target as HTMLSelectElement).value));
    element.addEventListener("keydown", e => this.key(e));
    element.addEventListener("click", e => {
      const note = (e.target as Element).closest<HTMLElement>("[data-at]");
      if (note) audio.currentTime = Number(note.dataset["at"]);
    });
    // Before the form is read: a note belongs to the moment at which it is sent.
    element.addEventListener("submit", e => {
      const form = e.target as HTMLFormElement;
      if ("note" in form.dataset) (form.elements.namedItem("atSecond") as HTMLInputElement).value = String(Math.floor(audio.currentTime));
    }, { capture: true });
    element.addEventListener("htmx:after:swap", () => element.querySelector<HTMLFormElement>("[data-note]")?.reset());
  }

  private async toggle(): Promise<void> {
    this.voices?.start();
    if (!this.audio.paused) {
      this.wave.pause();
      return;
    }
    await this.goOn();
    await this.wave.play();
  }

  private async goOn(): Promise<void> {
    if (this.session.isQuiet && (await this.session.goOn())) this.reopen();
  }

  /** The sound has another address now; it goes on where it was. */
  private reopen(): void {
    const { currentTime, paused } = this.audio;
    this.audio.src = this.session.address;
    this.audio.currentTime = currentTime;
    if (!paused) void this.audio.play();
  }

  /** Who moves to another place after a long pause finds the session over. */
  private async recover(): Promise<void> {
    if (await this.session.goOn()) this.reopen();
    else this.element.querySelector<HTMLElement>("[data-trouble]")!.hidden = false;
  }

  private key(e: KeyboardEvent): void {
    if (e.ctrlKey || e.metaKey || e.altKey || (e.target as Element).matches("input, select, textarea")) return;
    const acts: Record<string, () => void> = {
      " ": () => void this.toggle(),
      k: () => void this.toggle(),
      ArrowLeft: () => this.move(-step),
      ArrowRight: () => this.move(step),
      Home: () => { this.audio.currentTime = 0; },
      End: () => { this.audio.currentTime = this.audio.duration; },
      m: () => this.element.querySelector<HTMLInputElement>("[data-note] [name=text]")!.focus(),
    };
    const act = acts[e.key];
    if (!act || (e.key === " " && (e.target as Element).matches("button, a"))) return;
    e.preventDefault();
    e.stopPropagation();
    act();
  }

  private move(by: number): void {
    this.audio.currentTime = Math.min(Math.max(0, this.audio.currentTime + by), this.audio.duration || Infinity);
  }

  private tick(): void {
    this.element.querySelector("[data-now]")!.textContent = clock(this.audio.currentTime);
    if (this.audio.paused) return;
    void this.goOn();
    if (this.skip?.checked) this.skipSilence();
  }

  private skipSilence(): void {
    const length = this.audio.duration / this.speech.length;
    const here = Math.floor(this.audio.currentTime / length);
    let end = here;
    while (end < this.speech.length && !this.speech[end]) end++;
    if ((end - here) * length > longestPause) this.audio.currentTime = end * length - leadIn;
  }
}

/** Gives life to the players that are not alive yet. */
export function startPlayers(players: Iterable<HTMLElement>): void {
  for (const element of players) {
    if ("started" in element.dataset) continue;
    element.dataset["started"] = "yes";
    new Player(element);
    element.focus({ preventScroll: true });
  }
}
