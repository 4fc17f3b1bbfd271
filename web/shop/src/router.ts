import { createRouter, createWebHistory } from 'vue-router';
import { base } from '@kit';
import type { Session } from '@kit';
import HomePage from './pages/HomePage.vue';

declare module 'vue-router' {
  interface RouteMeta {
    /** The name of the page's title among the texts. */
    title?: string;
    /** The part of the bar below that it belongs to. */
    part?: 'home' | 'categories' | 'cart' | 'me';
    /** Whether guests are sent to sign in first. */
    members?: boolean;
  }
}

export function createPages(session: Session) {
  const router = createRouter({
    history: createWebHistory(base.pathname),
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      { path: '/', name: 'home', component: HomePage, meta: { title: 'title', part: 'home' } },
      { path: '/categories', name: 'categories', component: () => import('./pages/CategoriesPage.vue'), meta: { title: 'categories', part: 'categories' } },
      { path: '/search', name: 'search', component: () => import('./pages/SearchPage.vue'), meta: { title: 'search', part: 'categories' } },
      { path: '/goods/:slug', name: 'product', component: () => import('./pages/ProductPage.vue'), props: true, meta: { title: 'goods', part: 'home' } },
      { path: '/cart', name: 'cart', component: () => import('./pages/CartPage.vue'), meta: { title: 'cart', part: 'cart' } },
      { path: '/checkout', name: 'checkout', component: () => import('./pages/CheckoutPage.vue'), meta: { title: 'checkout', part: 'cart', members: true } },
      { path: '/orders', name: 'orders', component: () => import('./pages/OrdersPage.vue'), meta: { title: 'orders', part: 'me', members: true } },
      { path: '/orders/:id', name: 'order', component: () => import('./pages/OrderPage.vue'), props: true, meta: { title: 'order', part: 'me', members: true } },
      { path: '/me', name: 'me', component: () => import('./pages/MePage.vue'), meta: { title: 'me', part: 'me' } },
      { path: '/points', name: 'points', component: () => import('./pages/PointsPage.vue'), meta: { title: 'myPoints', part: 'me', members: true } },
      { path: '/check-in', name: 'check-in', component: () => import('./pages/CheckInPage.vue'), meta: { title: 'checkIn', part: 'me', members: true } },
      { path: '/tasks', name: 'tasks', component: () => import('./pages/TasksPage.vue'), meta: { title: 'tasks', part: 'me', members: true } },
      { path: '/invite', name: 'invite', component: () => import('./pages/InvitePage.vue'), meta: { title: 'invite', part: 'me', members: true } },
      { path: '/coupons', name: 'coupons', component: () => import('./pages/CouponsPage.vue'), meta: { title: 'coupons', part: 'me' } },
      { path: '/addresses', name: 'addresses', component: () => import('./pages/AddressesPage.vue'), meta: { title: 'addresses', part: 'me', members: true } },
      { path: '/lottery/:slug', name: 'lottery', component: () => import('./pages/LotteryPage.vue'), props: true, meta: { title: 'lottery', part: 'home' } },
      { path: '/rules', name: 'rules', component: () => import('./pages/RulesPage.vue'), meta: { title: 'rules', part: 'home' } },
      { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { title: 'signIn', part: 'me' } },
      { path: '/sign-up', name: 'sign-up', component: () => import('./pages/SignUpPage.vue'), meta: { title: 'signUp', part: 'me' } },
      { path: '/:path(.*)*', name: 'nowhere', component: () => import('./pages/NowherePage.vue'), meta: { title: 'nowhere' } },
    ],
  });
  router.beforeEach(async (to) => {
    if (!to.meta.members) return true;
    await settled(session);
    return session.signedIn.value ? true : { name: 'sign-in', query: { to: to.fullPath }, replace: true };
  });
  return router;
}

/** Waits until it is known whether somebody is signed in. */
export function settled(session: Session): Promise<void> {
  return new Promise((done) => {
    const look = () => (session.state.value === 'starting' ? void setTimeout(look, 20) : done());
    look();
  });
}
