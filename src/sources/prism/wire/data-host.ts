import { Http, type HttpAnswer, type HttpOptions, type HttpStream } from '../../../http.ts';

/**
 * PRISM's data host, to be read and nothing else: whoever holds this has no way to send it a method but GET. PRISM's
 * API also places orders and changes quantities; none of that can be reached from here.
 */
export class DataHost {
  readonly #http: Http;
  readonly #url: string;

  /** @param url its address, without a slash at the end; no other origin is spoken to */
  constructor(url: string, limits: Omit<HttpOptions, 'allows'>) {
    const { origin } = new URL(url);
    this.#url = url;
    this.#http = new Http({ allows: asked => asked.origin === origin, ...limits });
  }

  /** @throws NoAnswer */
  async get(path: string, headers: Record<string, string>): Promise<HttpAnswer> {
    return this.#http.send({ method: 'GET', url: `${this.#url}${path}`, headers, lane: 'data' });
  }

  /**
   * The answer with its body still to be read; who calls it reads or destroys it.
   * @throws NoAnswer
   */
  async stream(path: string, headers: Record<string, string>): Promise<HttpStream> {
    const answer = await this.#http.stream({
      method: 'GET',
      url: `${this.#url}${path}`,
      headers,
      lane: 'data',
    });
    // whoever reads hears of errors all the same; without this, letting go of a body would end the process
    answer.body.on('error', () => {});
    return answer;
  }

  async close(): Promise<void> {
    await this.#http.close();
  }
}
