/** Something to read: ours, with nothing in it from elsewhere. `*bold*` and `` `code` `` are markup, `<` and `&` are not. */
export type Topic = {
  title: string;
  /** In the list of topics. */
  about: string;
  /** Each stands together, however it is paged. */
  text: readonly string[];
};
