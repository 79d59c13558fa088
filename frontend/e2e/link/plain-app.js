/** An app that opens Link with the bare script, also when a bank has sent its person back. */
const here = new URL(window.location.href);
const token = here.searchParams.get('token') ?? sessionStorage.getItem('token');
sessionStorage.setItem('token', token);
window.told = [];
const isBack = here.searchParams.has('oauth_state_id');
const output = document.createElement('output');
const button = document.createElement('button');
button.textContent = 'Connect a bank';
const link = window.Plaid.create({
  token,
  receivedRedirectUri: isBack ? here.href : undefined,
  onLoad: () => (isBack ? link.open() : undefined),
  onSuccess: (publicToken, metadata) => {
    window.told.push(['success', publicToken, metadata]);
    output.textContent = 'success';
  },
  onExit: (error, metadata) => {
    window.told.push(['exit', error, metadata]);
    output.textContent = 'exit';
  },
  onEvent: (name, metadata) => window.told.push(['event', name, metadata]),
});
button.addEventListener('click', () => link.open());
window.link = link;
document.getElementById('root').append(button, output);
