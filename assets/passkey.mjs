/* Passkeys: a form with data-passkey asks the browser and sends what it answers. Nothing is decided here; without this
   script, or in a browser that knows no passkeys, such a form stays hidden. */
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0))
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const known = form => form.dataset.known.split(' ').filter(Boolean).map(id => ({ type: 'public-key', id: bytes(id) }))

async function create (form) {
  const { question, host, site, user, userName, userLabel } = form.dataset
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(question),
      rp: { id: host, name: site },
      user: { id: bytes(user), name: userName, displayName: userLabel },
      pubKeyCredParams: [-7, -8, -257].map(alg => ({ type: 'public-key', alg })),
      excludeCredentials: known(form),
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
      attestation: 'none',
      timeout: 300000
    }
  })
  return {
    credential: text(made.rawId),
    client_data: text(made.response.clientDataJSON),
    authenticator_data: text(made.response.getAuthenticatorData())
  }
}

async function get (form) {
  const { question, host, verify = 'preferred' } = form.dataset
  const answer = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(question),
      rpId: host,
      allowCredentials: known(form),
      userVerification: verify,
      timeout: 300000
    }
  })
  return {
    credential: text(answer.rawId),
    client_data: text(answer.response.clientDataJSON),
    authenticator_data: text(answer.response.authenticatorData),
    signature: text(answer.response.signature)
  }
}

async function answer (form) {
  const failed = form.querySelector('[data-passkey-failed]')
  failed.hidden = true
  try {
    const answers = form.dataset.passkey === 'create' ? await create(form) : await get(form)
    for (const [name, value] of Object.entries(answers)) form.querySelector(`[data-answer="${name}"]`).value = value
  } catch {
    failed.hidden = false
    return
  }
  form.submit()
}

if (window.PublicKeyCredential) {
  for (const note of document.querySelectorAll('[data-passkey-missing]')) note.hidden = true
  for (const offer of document.querySelectorAll('[data-passkey-offer]')) offer.hidden = false
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false
    form.addEventListener('submit', event => {
      event.preventDefault()
      answer(form)
    })
  }
}
