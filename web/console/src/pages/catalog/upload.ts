import { graphqlUrl, type Session } from '@kit';
import { UploadPictureDocument, type UploadPictureMutation } from '../../gql/graphql';

/** Sends a picture in a multipart request, as the API takes files. */
export async function upload(file: File, session: Session, locale: string): Promise<{ picture?: { id: string; url: string } | null; refusal?: string }> {
  if (session.stale()) await session.refresh();
  const form = new FormData();
  form.append('operations', JSON.stringify({ documentId: (UploadPictureDocument as unknown as { documentId: string }).documentId, variables: { input: { file: null } } }));
  form.append('map', JSON.stringify({ 0: ['variables.input.file'] }));
  form.append('0', file);
  const answer = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { Authorization: `Bearer ${session.token() ?? ''}`, 'GraphQL-Preflight': '1', 'Accept-Language': locale, Accept: 'application/graphql-response+json' },
    body: form,
  });
  const { data, errors } = (await answer.json()) as { data?: UploadPictureMutation; errors?: { message: string }[] };
  const payload = data?.uploadPicture;
  return { picture: payload?.picture, refusal: payload?.userErrors[0]?.message ?? errors?.[0]?.message };
}
